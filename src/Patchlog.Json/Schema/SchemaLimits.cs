namespace Patchlog.Json.Schema;

/// <summary>
/// Bounds on compiling a schema and on validating with it. All of them count, none measures time: whatever ends at one
/// ends there on every machine.
/// </summary>
public sealed record SchemaLimits
{
    /// <summary>The limits for schemas that a team writes and documents that clients send.</summary>
    public static SchemaLimits Default { get; } = new();

    /// <summary>Schemas within the compiled one and the documents it refers to; 100,000 by default.</summary>
    public int MaxSubschemas { get; init; } = 100_000;

    /// <summary>
    /// Steps of all regular expressions together, with counted repetitions written out (<c>a{3}</c> takes 3);
    /// 200,000 by default.
    /// </summary>
    public int MaxPatternLength { get; init; } = 200_000;

    /// <summary>
    /// Bytes of memory that the compiled schema may take with all that it refers to, as
    /// <see cref="JsonSchema.Memory"/> estimates them; 128 MiB by default.
    /// </summary>
    public long MaxMemory { get; init; } = 128L << 20;

    /// <summary>Faults that a refused schema answers with at most; 100 by default.</summary>
    public int MaxFaults { get; init; } = 100;

    /// <summary>
    /// Work of one validation, in units of about one schema applied to one value; 5,000,000 by default, which is far
    /// below a second. What needs more is neither valid nor invalid: see <see cref="SchemaError.IsLimit"/>.
    /// </summary>
    public long MaxWork { get; init; } = 5_000_000;

    /// <summary>
    /// Schemas applied within schemas at once; 1,024 by default. A schema that refers to itself without descending into
    /// the document ends here.
    /// </summary>
    public int MaxEvaluationDepth
    {
        get;
        init => field = value is >= 1 and <= 4096
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxEvaluationDepth is 1 to 4,096.");
    } = 1024;
}
