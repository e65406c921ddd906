using Patchlog.Journal;
using Patchlog.States;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>Past versions for tests that have all the time in the world.</summary>
static class Travels
{
    /// <summary>The state at a version.</summary>
    public static async Task<AggregateState> TravelAsync(
        this IJournalReader reader, AggregateKey key, Version version, CancellationToken cancellation) =>
        (await TimeTravel.ToAsync(reader, key, version, new(long.MaxValue), cancellation))
        .ShouldBeOfType<Result<AggregateState>.Ok>().Value;
}
