namespace Patchlog.Json.Schema;

/// <summary>All values that <see cref="SchemaFault.Code"/> can have. They are stable.</summary>
public static class SchemaFaultCodes
{
    /// <summary>
    /// A keyword has a value that its draft does not allow, or a schema is neither object nor boolean.
    /// </summary>
    public const string InvalidKeyword = "invalid-keyword";

    /// <summary>A regular expression departs from the grammar of ECMA-262 in Unicode mode.</summary>
    public const string InvalidPattern = "invalid-pattern";

    /// <summary>A reference leads to no schema among the documents at hand.</summary>
    public const string UnresolvedReference = "unresolved-reference";

    /// <summary>References lead in a circle that no document can leave.</summary>
    public const string ReferenceLoop = "reference-loop";

    /// <summary>Two schemas have the same identifier or the same anchor.</summary>
    public const string DuplicateIdentifier = "duplicate-identifier";

    /// <summary><c>$schema</c> names a metaschema that is neither built in nor at hand.</summary>
    public const string UnknownDialect = "unknown-dialect";

    /// <summary>The metaschema requires a vocabulary that is not implemented.</summary>
    public const string UnknownVocabulary = "unknown-vocabulary";

    /// <summary>More than <see cref="SchemaLimits"/> allow.</summary>
    public const string LimitExceeded = "limit-exceeded";
}
