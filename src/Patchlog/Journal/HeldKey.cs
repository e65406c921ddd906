namespace Patchlog.Journal;

/// <summary>A stored document beside the key that the database has of it.</summary>
/// <param name="Id">The document.</param>
/// <param name="Expected">The key that it should have; null for none.</param>
/// <param name="Found">The key that is stored; null for none.</param>
readonly record struct HeldKey(AggregateId Id, byte[]? Expected, byte[]? Found)
{
    /// <summary>Whether the stored key is the right one.</summary>
    public bool IsRight => Expected is null || Found is null
        ? Expected == Found
        : Expected.AsSpan().SequenceEqual(Found);
}
