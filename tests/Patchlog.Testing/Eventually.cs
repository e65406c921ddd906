using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Patchlog.Testing;

/// <summary>Waits for what must become true, and fails at a deadline: tests never just sleep.</summary>
public static class Eventually
{
    /// <summary>How long a machine under load may need for anything that a test waits for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when a condition holds; fails when it does not within <see cref="Patience"/>.</summary>
    /// <param name="condition">What is asked again and again. An exception from it ends the wait.</param>
    /// <param name="within">Replaces <see cref="Patience"/>.</param>
    /// <param name="what">Names the condition in the failure; the compiler supplies its source text.</param>
    /// <exception cref="TimeoutException">The condition never held.</exception>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (within ?? Patience))
                throw new TimeoutException($"Within {within ?? Patience} this did not become true: {what}");
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task HoldsAsync(
        Func<bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), within, what);
}
