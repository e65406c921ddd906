namespace Patchlog.Journal.Postgres;

/// <summary>The SQLSTATEs by which <c>patchlog.append</c> refuses a whole batch.</summary>
static class AppendRefusals
{
    /// <summary>The transaction is not read committed.</summary>
    public const string OtherIsolation = "PL001";

    /// <summary>The deadline has passed.</summary>
    public const string TooLate = "PL002";

    /// <summary>The database lost the event that the batch rests on.</summary>
    public const string HeadGone = "PL003";

    /// <summary>The declarations are others than the batch was made under.</summary>
    public const string OtherDeclarations = "PL004";
}
