using System.Collections.Concurrent;
using Patchlog.Journal;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Questions that are asked together share the way, and not their failures.</summary>
public sealed class BatcherTests
{
    const int Bad = 37;

    readonly ConcurrentQueue<int> _asked = new();
    readonly TaskCompletionSource _open = new();

    [Fact]
    public async Task A_question_that_fails_is_found_and_all_others_are_answered()
    {
        var answers = await AskAsync(new InvalidDataException("It is damaged."));

        for (var question = 0; question < answers.Length; question++)
            if (question == Bad)
                await Should.ThrowAsync<InvalidDataException>(answers[question]);
            else
                (await answers[question]).ShouldBe(-question);

        // The first one alone, all that waited, and twice the halves of those among which it was.
        _asked.Count.ShouldBeLessThan(2 + 2 * 8);
    }

    [Fact]
    public async Task A_database_that_is_away_is_not_asked_again_for_each()
    {
        var answers = await AskAsync(new JournalUnavailableException(Applied.No, new IOException("It is away.")));

        foreach (var answer in answers[1..])
            await Should.ThrowAsync<JournalUnavailableException>(answer);
        _asked.ShouldBe([1, answers.Length - 1]);
    }

    /// <summary>Asks a first question, and while that is under way, many together, of which one fails.</summary>
    async Task<Task<int>[]> AskAsync(Exception failure)
    {
        var batcher = new Batcher<int, int>(maxParallel: 1, maxBatch: 128, async questions =>
        {
            _asked.Enqueue(questions.Length);
            await _open.Task;

            return questions.Contains(Bad) ? throw failure : Array.ConvertAll(questions, question => -question);
        });

        var answers = Enumerable.Range(0, 129).Select(question => batcher.AskAsync(question)).ToArray();
        _open.SetResult();
        await Task.WhenAny(Task.WhenAll(answers));

        return answers;
    }
}
