using System.Diagnostics.CodeAnalysis;
using Patchlog.Admission;

namespace Patchlog.Commands;

/// <summary>
/// Threads of their own for decisions that take longer: large documents and scripts. The tenants and senders that wait
/// are served in turn, so one with ten thousand decisions delays another by one decision a thread; and half of the
/// threads are kept for quick decisions (<see cref="DecisionTurns{T}"/>). How many wait is bounded by the commands
/// under way. Threads start with the first decision. Thread-safe.
/// </summary>
/// <param name="size">The number of threads.</param>
/// <param name="time">The clock by which decisions are quick or slow.</param>
sealed class DecisionPool(int size, TimeProvider time) : IAsyncDisposable
{
    readonly object _lock = new();
    readonly DecisionTurns<IWork> _turns = new(Math.Max(1, size / 2));
    int _threads;
    int _idle;
    bool _isClosed;

    /// <summary>Makes a decision on the pool. The task completes on another thread, never on the pool's.</summary>
    /// <param name="flow">Whose turn it takes.</param>
    /// <param name="kind">What decides: decisions of one kind take about the same time for a tenant.</param>
    /// <param name="decide">Decides; synchronous.</param>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public Task<T> RunAsync<T>(Flow flow, string kind, Func<T> decide)
    {
        var work = new Work<T>(decide);
        bool isThreadNeeded;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _turns.Enqueue(flow, kind, work);
            isThreadNeeded = _turns.Count > _idle && _threads < size;
            if (isThreadNeeded)
                _threads++;

            Monitor.Pulse(_lock);
        }

        if (isThreadNeeded)
            StartThread();

        return work.Task;
    }

    /// <summary>Closes the pool when nothing waits any longer; decisions under way are made to their end.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }

        return ValueTask.CompletedTask;
    }

    void StartThread() => new Thread(RunThread)
    {
        Name = "patchlog-decisions",
        IsBackground = true,
    }.UnsafeStart();

    void RunThread()
    {
        while (TryTake(out var turn))
        {
            var startedAt = time.GetTimestamp();
            turn.Work.Run();
            Complete(turn, time.GetElapsedTime(startedAt));
        }
    }

    bool TryTake([NotNullWhen(true)] out DecisionTurns<IWork>.Turn? turn)
    {
        lock (_lock)
        {
            while (!_turns.TryTake(out turn))
            {
                if (_isClosed && _turns.Count == 0)
                    return false;

                _idle++;
                Monitor.Wait(_lock);
                _idle--;
            }

            return true;
        }
    }

    void Complete(DecisionTurns<IWork>.Turn turn, TimeSpan took)
    {
        lock (_lock)
        {
            _turns.Complete(turn, took);

            // What waited for its end may be more than this thread takes next.
            if (turn.IsSlow)
                Monitor.PulseAll(_lock);
        }
    }

    interface IWork
    {
        void Run();
    }

    sealed class Work<T>(Func<T> decide) : IWork
    {
        readonly TaskCompletionSource<T> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _made.Task;

        public void Run()
        {
            try
            {
                _made.SetResult(decide());
            }
            catch (Exception failure)   // handed to whoever asked for the decision
            {
                _made.SetException(failure);
            }
        }
    }
}
