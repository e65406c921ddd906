using System.Collections.Concurrent;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// Engines that are used by one thread at a time and kept for the next. What a script leaves behind in one use
/// (globals, changed built-ins) is never seen by another. Thread-safe.
/// </summary>
/// <remarks>
/// A new engine takes milliseconds and about a megabyte, because its built-ins are frozen; a pooled one takes a few
/// microseconds. The pool makes as many as are in use at once and keeps at most <c>maxIdle</c> of them.
/// </remarks>
/// <param name="limits">Bounds on each use, where it states none of its own.</param>
/// <param name="clock">What measures <see cref="ScriptLimits.MaxTime"/>; the system's clock if null.</param>
/// <param name="maxIdle">The most engines that are kept while nobody uses them.</param>
public sealed class ScriptPool(ScriptLimits limits, TimeProvider? clock = null, int maxIdle = 16)
{
    readonly ConcurrentBag<ScriptEngine> _idle = [];
    readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Bounds on each use, where it states none of its own.</summary>
    public ScriptLimits Limits { get; } = limits ?? throw new ArgumentNullException(nameof(limits));

    /// <summary>Takes an engine for one use; dispose it to give it back.</summary>
    /// <param name="ambient">The time and chance of this use.</param>
    /// <param name="limits">Bounds on this use; those of the pool if null.</param>
    /// <param name="cancellation">Ends the use early.</param>
    public ScriptEngine Rent(
        ScriptAmbient ambient, ScriptLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ambient);
        if (!_idle.TryTake(out var engine))
            engine = new ScriptEngine(this, new EngineParts(Limits, _clock));

        engine.Begin(ambient, limits ?? Limits, cancellation);
        return engine;
    }

    internal void Return(ScriptEngine engine)
    {
        if (_idle.Count < maxIdle)
            _idle.Add(engine);
        else
            engine.Destroy();
    }
}
