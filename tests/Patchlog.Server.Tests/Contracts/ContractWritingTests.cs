using Patchlog.Json;
using Patchlog.Server.Contracts;
using Patchlog.Server.Wire;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>Where and how often the contract documents are written.</summary>
public sealed class ContractWritingTests : IDisposable
{
    readonly ManualResetEventSlim _mayWrite = new();
    int _writers;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _mayWrite.Dispose();

    [Fact]
    public async Task Whoever_asks_is_not_blocked_while_the_document_is_written_and_all_get_the_same_one()
    {
        var documents = new ContractDocuments(DescribeRoutes, () => null, new IntakeLimits(), "");

        // On a thread of their own, because one that writes by itself would never come back.
        var asking = Task.Factory.StartNew(
            () => (documents.OpenApiAsync(), documents.OpenApiAsync()),
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            var (first, second) = await Eventually.EndsAsync(asking);
            first.IsCompleted.ShouldBeFalse();
            _mayWrite.Set();

            Text(await first).ShouldBe(Text(await second));
            (await first).Size.ShouldBe(Text(await first).Length);
            _writers.ShouldBe(1);
        }
        finally
        {
            _mayWrite.Set();
        }
    }

    IReadOnlyList<RouteDescription> DescribeRoutes()
    {
        Interlocked.Increment(ref _writers);
        _mayWrite.Wait(Cancellation);

        return [];
    }

    static string Text(Reply reply)
    {
        using var writer = new JsonWriter();
        reply.Body.ShouldNotBeNull()(writer);

        return System.Text.Encoding.UTF8.GetString(writer.Written.Span);
    }
}
