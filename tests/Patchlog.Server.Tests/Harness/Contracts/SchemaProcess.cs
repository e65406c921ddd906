using System.Text.Json;
using System.Threading.Channels;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>
/// A validator of JSON Schema that is not ours: one process for the whole run, which compiles a schema once. However far
/// it falls behind the tests, nobody's thread waits for it.
/// </summary>
sealed class SchemaProcess : IAsyncDisposable
{
    readonly ChildProcess _node;
    readonly Channel<(string Line, TaskCompletionSource<string> Answer)> _questions =
        Channel.CreateUnbounded<(string, TaskCompletionSource<string>)>();
    readonly Queue<TaskCompletionSource<string>> _asked = [];
    readonly Lock _lock = new();
    readonly Task _asking;
    long _answers;

    public SchemaProcess()
    {
        if (!Directory.Exists(Repository.Path("tests/node_modules")))
        {
            throw new InvalidOperationException(
                "The tests need Node packages that are not there: ./test installs them, as does npm ci --prefix tests.");
        }

        _node = ChildProcess.Start(
            "node", [Repository.Path("tests/contracts.mjs")], echoErrors: true, onOutput: Answer);
        _asking = Task.Run(AskAsync);
    }

    /// <summary>Learns both documents; what it answers is what is wrong with them, else empty.</summary>
    public Task<string> LearnAsync(string openApi, string asyncApi) =>
        AskAsync($$$"""{"learn":{"openapi":{{{openApi}}},"asyncapi":{{{asyncApi}}}}}""");

    /// <summary>Holds a text against a schema of a document; what it answers is what is wrong, else empty.</summary>
    public Task<string> CheckAsync(string document, string schema, string text) =>
        AskAsync($$"""{"of":"{{document}}","schema":{{schema}},"text":{{JsonSerializer.Serialize(text)}}}""");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _questions.Writer.Complete();
        await _asking;
        await _node.DisposeAsync();
    }

    Task<string> AskAsync(string line)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Writer.TryWrite((line, answer));

        // Thousands may wait at once: it hangs only if it answers none of them.
        return Eventually.EndsAsync(answer.Task, () => Volatile.Read(ref _answers), "the validator's answer");
    }

    // It answers in the order that it is asked in.
    async Task AskAsync()
    {
        await foreach (var (line, answer) in _questions.Reader.ReadAllAsync())
        {
            try
            {
                lock (_lock) _asked.Enqueue(answer);
                await _node.Input.WriteLineAsync(line);
                await _node.Input.FlushAsync();
            }
            catch (IOException gone)
            {
                answer.TrySetException(new InvalidOperationException("The validator has ended; it says why above.", gone));
            }
        }
    }

    void Answer(string line)
    {
        TaskCompletionSource<string> asked;
        lock (_lock) asked = _asked.Dequeue();

        Interlocked.Increment(ref _answers);
        asked.TrySetResult(line);
    }
}
