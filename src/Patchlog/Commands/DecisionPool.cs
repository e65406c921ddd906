using System.Diagnostics.CodeAnalysis;
using Patchlog.Admission;

namespace Patchlog.Commands;

/// <summary>
/// Threads of their own for decisions that take longer: large documents and scripts. The tenants and
/// senders that wait are served in turn, so one with ten thousand decisions delays another by one decision a thread.
/// How many wait is bounded by the commands under way. Threads start with the first decision. Thread-safe.
/// </summary>
/// <param name="size">The number of threads.</param>
sealed class DecisionPool(int size) : IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly SemaphoreSlim _available = new(0);
    readonly FairQueue<IWork> _waiting = new();
    int _threads;
    int _idle;
    bool _isClosed;

    /// <summary>Makes a decision on the pool. The task completes on another thread, never on the pool's.</summary>
    /// <param name="flow">Whose turn it takes.</param>
    /// <param name="decide">Decides; synchronous.</param>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public Task<T> RunAsync<T>(Flow flow, Func<T> decide)
    {
        var work = new Work<T>(decide);
        bool isThreadNeeded;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(flow, work);
            isThreadNeeded = _waiting.Count > _idle && _threads < size;
            if (isThreadNeeded)
                _threads++;
        }

        if (isThreadNeeded)
            StartThread();

        _available.Release();
        return work.Task;
    }

    /// <summary>Closes the pool when nothing waits any longer; decisions under way are made to their end.</summary>
    public ValueTask DisposeAsync()
    {
        int threads;
        lock (_lock)
        {
            _isClosed = true;
            threads = _threads;
        }

        if (threads > 0)
            _available.Release(threads);

        return ValueTask.CompletedTask;
    }

    void StartThread() => new Thread(RunThread)
    {
        Name = "patchlog-decisions",
        IsBackground = true,
    }.UnsafeStart();

    void RunThread()
    {
        while (TryTake(out var work))
            work.Run();
    }

    bool TryTake([NotNullWhen(true)] out IWork? work)
    {
        lock (_lock)
            _idle++;

        _available.Wait();

        lock (_lock)
        {
            _idle--;
            return _waiting.TryDequeue(out work);
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
