using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Compiling;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema;

/// <summary>
/// A compiled JSON Schema of draft 4, 6, 7, 2019-09 or 2020-12, ready to validate documents. Immutable and thread-safe;
/// compile once, validate often.
/// </summary>
/// <remarks>
/// <para>Numbers are compared by exact value of any size. Nothing is fetched from network or disk.</para>
/// <para>Not a generator of annotations: it answers whether and why a document is invalid, and nothing else.</para>
/// </remarks>
/// <example><code>
/// if (!JsonSchema.TryCompile(document, SchemaOptions.Default, out var schema, out var faults))
///     return Refuse(faults);
/// if (!schema.IsValid(order))
///     return Refuse(schema.Validate(order));
/// </code></example>
public sealed class JsonSchema
{
    /// <summary>How many errors <see cref="Validate"/> answers with unless told otherwise.</summary>
    public const int DefaultMaxErrors = 100;

    readonly SchemaNode _root;
    readonly SchemaLimits _limits;

    JsonSchema(SchemaNode root, SchemaLimits limits, long memory)
    {
        _root = root;
        _limits = limits;
        Memory = memory;
    }

    /// <summary>The draft by whose rules the root of the schema is read.</summary>
    public SchemaDraft Draft => _root.Site.Dialect.Draft;

    /// <summary>
    /// About how many bytes it takes, with all that it refers to: an estimate that is rather too high.
    /// </summary>
    public long Memory { get; }

    /// <summary>The schema in its place, with the way to all that it refers to.</summary>
    internal SchemaSite Site => _root.Site;

    /// <summary>Compiles a schema, with all that its references lead to.</summary>
    /// <param name="schema">The schema: an object or a boolean.</param>
    /// <param name="options">Its draft if it names none, the documents it may refer to, and bounds.</param>
    /// <param name="compiled">The compiled schema, if the answer is true.</param>
    /// <param name="faults">
    /// What is wrong with the schema, if the answer is false: at least one fault, in no particular order, at most
    /// <see cref="SchemaLimits.MaxFaults"/>. Empty if the answer is true.
    /// </param>
    public static bool TryCompile(
        JsonValue schema,
        SchemaOptions options,
        [NotNullWhen(true)] out JsonSchema? compiled,
        out ImmutableArray<SchemaFault> faults) =>
        TryCompile(schema, options, out compiled, out faults, out _);

    /// <inheritdoc cref="TryCompile(JsonValue, SchemaOptions, out JsonSchema?, out ImmutableArray{SchemaFault})"/>
    /// <param name="schema">The schema: an object or a boolean.</param>
    /// <param name="options">Its draft if it names none, the documents it may refer to, and bounds.</param>
    /// <param name="compiled">The compiled schema, if the answer is true.</param>
    /// <param name="faults">What is wrong with the schema, if the answer is false.</param>
    /// <param name="memory">
    /// About how many bytes compiling took, whatever the answer: for callers who compile many schemas within one bound.
    /// </param>
    public static bool TryCompile(
        JsonValue schema,
        SchemaOptions options,
        [NotNullWhen(true)] out JsonSchema? compiled,
        out ImmutableArray<SchemaFault> faults,
        out long memory)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        compiled = SchemaCompiler.TryCompile(schema, options, out var root, out memory, out faults)
            ? new JsonSchema(root, options.Limits, memory)
            : null;
        return compiled is not null;
    }

    /// <summary>
    /// Whether a document satisfies the schema. Allocates nothing once documents of its shape were seen. False, too, if
    /// validation ends at one of the <see cref="SchemaLimits"/>: <see cref="Validate"/> tells these apart.
    /// </summary>
    public bool IsValid(JsonValue document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Evaluation.IsValid(_root, document, _limits);
    }

    /// <summary>Why a document does not satisfy the schema; empty if it does.</summary>
    /// <param name="document">The document.</param>
    /// <param name="maxErrors">Errors are looked for until there are so many; at least 1.</param>
    /// <returns>
    /// Errors in the order in which they were found. One of a keyword that combines schemas, such as <c>anyOf</c>,
    /// stands before those that are its reasons.
    /// </returns>
    public ImmutableArray<SchemaError> Validate(JsonValue document, int maxErrors = DefaultMaxErrors)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxErrors, 1);

        return Evaluation.Explain(_root, document, _limits, maxErrors);
    }
}
