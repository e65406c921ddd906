namespace Patchlog.Journal.Postgres;

/// <summary>What a call of the database does, and so what its failure leaves open.</summary>
enum DatabaseCall
{
    /// <summary>The call only reads, or has not written yet: nothing was applied.</summary>
    Read,

    /// <summary>The call writes: a failure may have come after the commit.</summary>
    Write,

    /// <summary>The call appends a batch: as with <see cref="Write"/>, and so is a cancellation.</summary>
    Append,

    /// <summary>An operator waits for the call, and is told what to do where waiting does not help.</summary>
    Administer,
}
