namespace Patchlog.Admission;

/// <summary>Bounds of what fair queues keep beside what waits.</summary>
static class AdmissionLimits
{
    /// <summary>Turns of tenants and senders that a queue keeps before it looks for those of the past.</summary>
    public const int SpareTurns = 256;

    /// <summary>Entries that gave up waiting and are still in a queue, before they are looked for.</summary>
    public const int SpareAbandoned = 64;
}
