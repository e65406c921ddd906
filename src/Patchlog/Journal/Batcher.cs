namespace Patchlog.Journal;

/// <summary>
/// Asks one question for many callers: a caller that comes while questions are under way goes with the next one. So a
/// question always begins after the call, and the busier it gets, the less each answer costs. Thread-safe.
/// </summary>
/// <param name="maxParallel">Questions under way at once.</param>
/// <param name="maxBatch">Callers that share one question.</param>
/// <param name="askAsync">Answers several callers, in order; what it throws, all of them get.</param>
sealed class Batcher<TQuestion, TAnswer>(
    int maxParallel, int maxBatch, Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> askAsync)
{
    readonly Lock _lock = new();
    readonly Queue<Caller> _waiting = new();
    int _running;

    /// <summary>Asks, alone or together with others.</summary>
    public Task<TAnswer> AskAsync(TQuestion question)
    {
        var caller = new Caller(question);
        lock (_lock)
        {
            _waiting.Enqueue(caller);
            if (_running == maxParallel)
                return caller.Answer;

            _running++;
        }

        _ = RunAsync(); // answers every caller it takes, with an answer or a fault
        return caller.Answer;
    }

    async Task RunAsync()
    {
        List<Caller> batch = [];

        // The yield: where answers come at once, the first caller is not kept to serve all.
        for (; TryTake(batch); await Task.Yield())
        {
            try
            {
                var answers = await askAsync(batch.ConvertAll(caller => caller.Question));
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Complete(answers[i]);
            }
            catch (Exception failure)   // handed to the callers
            {
                foreach (var caller in batch)
                    caller.Fail(failure);
            }
        }
    }

    bool TryTake(List<Caller> batch)
    {
        batch.Clear();
        lock (_lock)
        {
            while (batch.Count < maxBatch && _waiting.TryDequeue(out var caller))
                batch.Add(caller);

            if (batch.Count == 0)
                _running--;

            return batch.Count > 0;
        }
    }

    sealed class Caller(TQuestion question)
    {
        readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TQuestion Question { get; } = question;

        public Task<TAnswer> Answer => _answer.Task;

        public void Complete(TAnswer answer) => _answer.TrySetResult(answer);

        public void Fail(Exception failure) => _answer.TrySetException(failure);
    }
}
