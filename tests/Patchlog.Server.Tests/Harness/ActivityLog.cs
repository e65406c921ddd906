using System.Collections.Concurrent;
using System.Diagnostics;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Tests.Harness;

/// <summary>The names of the activities of one caller, in the order of their ends.</summary>
sealed class ActivityLog : IDisposable
{
    readonly ActivityListener _listener;
    readonly ConcurrentQueue<string> _names = [];

    /// <param name="actor">The caller, as the policy names it.</param>
    public ActivityLog(string actor)
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("enduser.id") as string == actor)
                    _names.Enqueue(activity.OperationName);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The names so far.</summary>
    public IReadOnlyList<string> Names => [.. _names];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
