namespace Patchlog.Json.Schema.Resources;

/// <summary>How a schema is read: the rules of a draft, and the vocabularies in force.</summary>
sealed record Dialect(SchemaDraft Draft, Vocabularies Vocabularies)
{
    const string Vocabulary201909 = "https://json-schema.org/draft/2019-09/vocab/";
    const string Vocabulary202012 = "https://json-schema.org/draft/2020-12/vocab/";

    static readonly Dictionary<string, SchemaDraft> Drafts = new(StringComparer.Ordinal)
    {
        ["json-schema.org/draft-04/schema"] = SchemaDraft.Draft4,
        ["json-schema.org/draft-06/schema"] = SchemaDraft.Draft6,
        ["json-schema.org/draft-07/schema"] = SchemaDraft.Draft7,
        ["json-schema.org/draft/2019-09/schema"] = SchemaDraft.Draft201909,
        ["json-schema.org/draft/2020-12/schema"] = SchemaDraft.Draft202012,
    };

    /// <summary>The member that identifies a schema resource.</summary>
    public string IdKeyword => Draft == SchemaDraft.Draft4 ? "id" : "$id";

    /// <summary>Whether a schema with <c>$ref</c> is nothing but that (draft 7 Core §8.3).</summary>
    public bool HasLoneReferences => Draft <= SchemaDraft.Draft7;

    public static Dialect Of(SchemaDraft draft) => new(draft, Vocabularies.Standard);

    /// <summary>The dialect that a metaschema of the drafts names; null for any other.</summary>
    public static Dialect? Of(string metaschemaUri)
    {
        var (uri, _) = UriText.Split(metaschemaUri);
        var separator = uri.IndexOf("://", StringComparison.Ordinal);
        var isWeb = separator >= 0 && uri[..separator] is "http" or "https";

        return isWeb && Drafts.TryGetValue(uri[(separator + 3)..], out var draft) ? Of(draft) : null;
    }

    /// <summary>The vocabulary of a URI; none if it is not known.</summary>
    public static Vocabularies VocabularyOf(string uri)
    {
        var is202012 = uri.StartsWith(Vocabulary202012, StringComparison.Ordinal);
        if (!is202012 && !uri.StartsWith(Vocabulary201909, StringComparison.Ordinal))
            return Vocabularies.None;

        return uri[Vocabulary202012.Length..] switch
        {
            "core" => Vocabularies.Core,
            // Draft 2019-09 has the unevaluated keywords among the applicators.
            "applicator" => is202012 ? Vocabularies.Applicator : Vocabularies.Applicator | Vocabularies.Unevaluated,
            "unevaluated" when is202012 => Vocabularies.Unevaluated,
            "validation" => Vocabularies.Validation,
            "meta-data" => Vocabularies.MetaData,
            "content" => Vocabularies.Content,
            "format" when !is202012 => Vocabularies.FormatAnnotation,
            "format-annotation" when is202012 => Vocabularies.FormatAnnotation,
            "format-assertion" when is202012 => Vocabularies.FormatAssertion,
            _ => Vocabularies.None,
        };
    }
}
