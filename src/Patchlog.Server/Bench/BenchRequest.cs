namespace Patchlog.Server.Bench;

/// <summary>A request that is about to be sent.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Target">The number of the aggregate, which is the end of its id.</param>
readonly record struct BenchRequest(BenchAction Action, long Target);
