using System.Collections.Concurrent;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Threads of their own for work that blocks for long, such as calls of SQLite that read much: none of the pool's
/// threads waits for it. They start when first needed. Thread-safe.
/// </summary>
/// <param name="name">The threads' name.</param>
/// <param name="count">The most threads.</param>
sealed class SqliteThreads(string name, int count) : IDisposable
{
    // Bounded by those who may give work, each of whom waits for the end of it.
    readonly BlockingCollection<Action> _work = [];
    int _started;

    /// <summary>Does work on one of the threads. The task goes on elsewhere.</summary>
    /// <exception cref="ObjectDisposedException">The threads have ended.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_work.IsAddingCompleted && Interlocked.Increment(ref _started) <= count)
            Start();

        try
        {
            _work.Add(() => Complete(done, work));
        }
        catch (InvalidOperationException failure)   // no work is taken any more
        {
            throw new ObjectDisposedException($"The threads {name} have ended.", failure);
        }

        return done.Task;
    }

    /// <summary>Ends the threads when they have done what was given to them.</summary>
    public void Dispose() => _work.CompleteAdding();

    void Start() => new Thread(Run) { Name = name, IsBackground = true }.UnsafeStart();

    void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }

    static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception failure)   // handed to whoever gave the work
        {
            done.SetException(failure);
        }
    }
}
