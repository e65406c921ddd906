namespace Patchlog.Journal;

/// <summary>
/// Loads current states, many callers in one query: whoever asks while queries are under way goes with the next one.
/// The query always begins after the call, so a caller sees everything acknowledged before. Thread-safe.
/// </summary>
sealed class StateLoader(IJournalReader reader)
{
    /// <summary>Queries under way at once.</summary>
    const int MaxParallel = 3;

    /// <summary>Aggregates in one query.</summary>
    const int MaxBatch = 128;

    readonly Lock _lock = new();
    readonly Queue<Request> _waiting = new();
    int _running;

    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public Task<AggregateState> LoadAsync(AggregateKey key)
    {
        var request = new Request(key);
        lock (_lock)
        {
            _waiting.Enqueue(request);
            if (_running == MaxParallel)
                return request.Answer;
            _running++;
        }
        _ = RunAsync(); // answers every request it takes, with a state or a fault
        return request.Answer;
    }

    async Task RunAsync()
    {
        List<Request> batch = new(MaxBatch);
        while (TryTake(batch))
        {
            try
            {
                var states = await reader.LoadAsync([.. batch.Select(request => request.Key)], CancellationToken.None);
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Complete(states[i]);
            }
            catch (Exception failure)   // handed to those who asked
            {
                foreach (var request in batch)
                    request.Fail(failure);
            }
        }
    }

    bool TryTake(List<Request> batch)
    {
        batch.Clear();
        lock (_lock)
        {
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var request))
                batch.Add(request);
            if (batch.Count == 0)
                _running--;
            return batch.Count > 0;
        }
    }

    sealed class Request(AggregateKey key)
    {
        readonly TaskCompletionSource<AggregateState> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AggregateKey Key { get; } = key;

        public Task<AggregateState> Answer => _answer.Task;

        public void Complete(AggregateState state) => _answer.TrySetResult(state);

        public void Fail(Exception failure) => _answer.TrySetException(failure);
    }
}
