using Patchlog.Admission;

namespace Patchlog.Journal;

/// <summary>
/// Gathers the questions of many callers. A question that comes while others are under way goes with the next ones, and
/// whoever asks what already waits shares its answer. So a question is always asked after the call, each is asked once,
/// and the busier it gets, the less each answer costs. Thread-safe.
/// </summary>
/// <param name="maxParallel">Gatherings under way at once.</param>
/// <param name="maxBatch">Questions in one gathering.</param>
/// <param name="askAsync">
/// Answers different questions, in their order. If it throws, the questions are asked again in halves, down to single
/// ones, so that only those get the failure that it is about; if the database is away, all of them do at once.
/// </param>
sealed class Batcher<TQuestion, TAnswer>(
    int maxParallel, int maxBatch, Func<TQuestion[], Task<TAnswer[]>> askAsync) where TQuestion : notnull
{
    readonly Lock _lock = new();
    readonly FairQueue<(TQuestion Question, TaskCompletionSource<TAnswer> Answer)> _order = new();
    readonly Dictionary<TQuestion, TaskCompletionSource<TAnswer>> _waiting = [];
    int _running;

    /// <summary>Asks, alone or together with others.</summary>
    /// <param name="question">The question.</param>
    /// <param name="flow">
    /// Whose turn it takes, if more wait than one gathering has room for. Default: that of all who don't say.
    /// </param>
    public Task<TAnswer> AskAsync(TQuestion question, Flow flow = default)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_waiting.TryGetValue(question, out var shared))
                return shared.Task;

            _waiting.Add(question, answer);
            _order.Enqueue(flow, (question, answer));
            if (_running == maxParallel)
                return answer.Task;

            _running++;
        }

        _ = RunAsync(); // gives everybody whose question it takes an answer or a fault
        return answer.Task;
    }

    async Task RunAsync()
    {
        // The yield: where answers come at once, the first caller is not kept to serve all.
        for (; TryTake(out var questions, out var callers); await Task.Yield())
            await AnswerAsync(questions, callers);
    }

    async Task AnswerAsync(
        ReadOnlyMemory<TQuestion> questions, ReadOnlyMemory<TaskCompletionSource<TAnswer>> callers)
    {
        try
        {
            var answers = await askAsync(questions.ToArray());
            for (var i = 0; i < answers.Length; i++)
                callers.Span[i].SetResult(answers[i]);
        }
        catch (Exception failure) when (questions.Length == 1 || failure is JournalUnavailableException)
        {
            foreach (var caller in callers.Span)
                caller.TrySetException(failure);
        }
        catch (Exception)   // of one of them: at most twice as many questions as there were find out of which
        {
            var half = questions.Length / 2;
            await AnswerAsync(questions[..half], callers[..half]);
            await AnswerAsync(questions[half..], callers[half..]);
        }
    }

    bool TryTake(out TQuestion[] questions, out TaskCompletionSource<TAnswer>[] callers)
    {
        lock (_lock)
        {
            questions = new TQuestion[Math.Min(maxBatch, _order.Count)];
            callers = new TaskCompletionSource<TAnswer>[questions.Length];

            for (var i = 0; i < questions.Length && _order.TryDequeue(out var next); i++)
            {
                (questions[i], callers[i]) = next;
                _waiting.Remove(questions[i]);
            }

            if (questions.Length == 0)
                _running--;

            return questions.Length > 0;
        }
    }
}
