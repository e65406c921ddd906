using Patchlog.Json.Schema.Compiling;

namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// Finds the dialect that <c>$schema</c> names: one of the drafts, or that of a metaschema at hand, which is a draft
/// with the vocabularies of its <c>$vocabulary</c> (2020-12 Core §8.1).
/// </summary>
sealed class DialectFinder(SchemaDocuments documents, FaultList faults)
{
    readonly Dictionary<string, Dialect?> _known = new(StringComparer.Ordinal);

    /// <summary>The dialect of a URI; null with a fault at the place that names it.</summary>
    public Dialect? Find(string uri, SchemaDocument document, string pointer)
    {
        if (Dialect.Of(uri) is { } standard)
            return standard;

        var (plain, _) = UriText.Split(uri);
        if (!_known.TryGetValue(plain, out var dialect))
        {
            dialect = Describe(plain, document, pointer, ResourceLimits.MaxChain);
            _known.Add(plain, dialect);
        }

        return dialect;
    }

    Dialect? Describe(string uri, SchemaDocument document, string pointer, int chain)
    {
        if (chain == 0 || !documents.TryFind(uri, out var metaschema) || metaschema is not JsonObject members)
        {
            var detail = $"'$schema' names '{JsonFault.Excerpt(uri)}', which is neither one of the drafts 4, 6, 7, "
                + "2019-09 and 2020-12 nor a metaschema at hand.";
            faults.Add(SchemaFaultCodes.UnknownDialect, document, pointer, detail);

            return null;
        }

        var parent = members["$schema"] is JsonString named ? UriText.Split(named.Value).Uri : "";
        var basis = Dialect.Of(parent) ?? Describe(parent, document, pointer, chain - 1);
        if (basis is null || basis.Draft < SchemaDraft.Draft201909)
            return basis;

        return members["$vocabulary"] is JsonObject vocabulary
            ? Restrict(basis, vocabulary, document, pointer)
            : basis;
    }

    Dialect? Restrict(Dialect basis, JsonObject vocabulary, SchemaDocument document, string pointer)
    {
        var vocabularies = Vocabularies.Core;
        foreach (var (uri, isRequired) in vocabulary)
        {
            var known = Dialect.VocabularyOf(uri);
            if (known == Vocabularies.None && isRequired.Kind == JsonKind.True)
            {
                var detail = $"The metaschema requires the vocabulary '{JsonFault.Excerpt(uri)}', which is not known.";
                faults.Add(SchemaFaultCodes.UnknownVocabulary, document, pointer, detail);

                return null;
            }

            // Draft 2019-09 has one vocabulary for both: required, it asserts (Validation §7.2.1).
            if (known == Vocabularies.FormatAnnotation && basis.Draft == SchemaDraft.Draft201909
                && isRequired.Kind == JsonKind.True)
            {
                known |= Vocabularies.FormatAssertion;
            }

            vocabularies |= known;
        }

        return basis with { Vocabularies = vocabularies };
    }
}
