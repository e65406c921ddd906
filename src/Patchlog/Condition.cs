namespace Patchlog;

/// <summary>
/// What a decision rested on beside its own aggregate: it is admitted only if another aggregate of the tenant still is
/// at this version, after all that the admitted entries before it in the batch have done.
/// </summary>
/// <param name="Key">An aggregate of the same tenant.</param>
/// <param name="Version">The version that was read; <see cref="Version.None"/> if the aggregate was not there.</param>
readonly record struct Condition(AggregateKey Key, Version Version);
