using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Patchlog.Testing;

/// <summary>
/// Waits for what must become true. No test sleeps, and none fails because a machine is slow: the one deadline of all
/// tests is <see cref="Patience"/>, and it is there to name what hangs.
/// </summary>
public static class Eventually
{
    /// <summary>How long nothing at all may happen before a test counts as hanging.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // They grow, so that a condition that takes its time does not keep step with what it waits for.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when a condition holds; fails when it does not within <see cref="Patience"/>.</summary>
    /// <param name="condition">Asked again and again. An exception from it ends the wait.</param>
    /// <param name="progress">
    /// How far it has come, for example how much has been counted: the time starts again whenever this changes. Null for
    /// a condition that holds or does not.
    /// </param>
    /// <param name="what">Names the condition in the failure; the compiler supplies its source text.</param>
    /// <exception cref="TimeoutException">Nothing happened for too long.</exception>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition,
        Func<long>? progress = null,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var reached = progress?.Invoke();
        var clock = Stopwatch.StartNew();

        for (var pause = FirstPause; !await condition(); pause = Longer(pause))
        {
            if (progress?.Invoke() is { } now && now != reached)
            {
                reached = now;
                clock.Restart();
            }

            if (clock.Elapsed > Patience)
                throw Hanging(what, reached);
            await Task.Delay(pause);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, Func{long}?, string)"/>
    public static Task HoldsAsync(
        Func<bool> condition,
        Func<long>? progress = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), progress, what);

    /// <summary>Waits for a task to end; fails when it does not within <see cref="Patience"/>.</summary>
    /// <param name="task">What it throws, this throws.</param>
    /// <param name="progress">As for the condition of <see cref="HoldsAsync(Func{bool}, Func{long}?, string)"/>.</param>
    /// <param name="what">Names the task in the failure; the compiler supplies its source text.</param>
    /// <exception cref="TimeoutException">Nothing happened for too long.</exception>
    public static async Task EndsAsync(
        Task task, Func<long>? progress = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        var reached = progress?.Invoke();

        while (true)
        {
            try
            {
                await task.WaitAsync(Patience);
                return;
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                var now = progress?.Invoke();
                if (now == reached)
                    throw Hanging(what, reached);
                reached = now;
            }
        }
    }

    /// <summary>The same for a task with a result.</summary>
    /// <inheritdoc cref="EndsAsync(Task, Func{long}?, string)"/>
    public static async Task<T> EndsAsync<T>(
        Task<T> task, Func<long>? progress = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await EndsAsync((Task)task, progress, what);
        return await task;
    }

    static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    static TimeoutException Hanging(string what, long? reached) => new(
        $"For {Patience} nothing happened while the test waited for: {what}" + (reached is null ? "" : $" (at {reached})"));
}
