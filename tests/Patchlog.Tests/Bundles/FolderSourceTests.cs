using Patchlog.Bundles;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>A folder as a source of artifacts.</summary>
public sealed class FolderSourceTests : IAsyncDisposable
{
    readonly ScratchFolder _folder = new();
    readonly FolderSource _source;

    public FolderSourceTests() => _source = new(_folder.Path, TimeProvider.System);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Artifacts_are_read_and_nothing_else()
    {
        Write("schemas/orders.json", "{}");
        Write("schemas/common/address.json", "true");
        Write("schemas/.swap", "x");
        Write("README.md", "x");

        var fetched = (await _source.FetchAsync(Cancellation)).ShouldNotBeNull();

        fetched.Files.Files.Select(file => (file.Path, file.Text))
            .ShouldBe([("schemas/common/address.json", "true"), ("schemas/orders.json", "{}")]);
        fetched.Commit.ShouldBeNull();
    }

    [Fact]
    public async Task What_has_not_changed_is_not_given_again()
    {
        Write("schemas/orders.json", "{}");
        await _source.FetchAsync(Cancellation);

        (await _source.FetchAsync(Cancellation)).ShouldBeNull();

        Write("schemas/orders.json", "true");
        (await _source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_link_to_a_folder_is_followed()
    {
        Write("releases/1/orders.json", "{}");
        Directory.CreateSymbolicLink(_folder.File("schemas"), _folder.File("releases/1"));

        (await _source.FetchAsync(Cancellation)).ShouldNotBeNull().Files.Files
            .ShouldHaveSingleItem().Path.ShouldBe("schemas/orders.json");
    }

    [Fact]
    public async Task Links_in_a_circle_end()
    {
        Write("schemas/orders.json", "{}");
        Directory.CreateSymbolicLink(_folder.File("schemas/again"), _folder.File("schemas"));

        var files = (await _source.FetchAsync(Cancellation)).ShouldNotBeNull().Files.Files;

        files.Length.ShouldBeLessThanOrEqualTo(BundleLimits.MaxFolderDepth + 2);
        files.ShouldContain(file => file.Path == "schemas/orders.json");
    }

    [Fact]
    public async Task A_change_ends_the_waiting()
    {
        Write("schemas/orders.json", "{}");
        await _source.FetchAsync(Cancellation);

        var waiting = _source.WaitAsync(Cancellation);
        Write("schemas/orders.json", "true");
        await waiting;

        (await _source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_said_to_be_and_found_when_it_is_there()
    {
        await using var source = new FolderSource(_folder.File("later"), TimeProvider.System);
        (await Should.ThrowAsync<BundleSourceException>(() => source.FetchAsync(Cancellation))).Message
            .ShouldContain("There is no folder");

        Write("later/schemas/orders.json", "{}");
        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_changes_between_two_looks_is_not_taken_before_it_rests()
    {
        Write("schemas/a.json", "1");
        Write("schemas/b.json", "1");
        await using var source = new FolderSource(_folder.Path, new BusyPauses(pause =>
        {
            if (pause == 1)
                Write("schemas/a.json", "2");
            else if (pause == 2)
                Write("schemas/b.json", "2");
        }));

        var fetched = (await source.FetchAsync(Cancellation)).ShouldNotBeNull();

        fetched.Files.Files.Select(file => file.Text).ShouldBe(["2", "2"]);
    }

    [Fact]
    public async Task A_fault_that_is_gone_at_the_next_look_is_none()
    {
        Write("schemas/a.json", "\0");
        await using var source = new FolderSource(_folder.Path, new BusyPauses(_ => Write("schemas/a.json", "{}")));

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Files.Files.ShouldHaveSingleItem().Text.ShouldBe("{}");
    }

    [Fact]
    public async Task A_folder_that_never_rests_is_given_up_and_read_once_it_does()
    {
        var isBusy = true;
        Write("schemas/a.json", "0");
        await using var source = new FolderSource(
            _folder.Path, new BusyPauses(pause => Write("schemas/a.json", isBusy ? $"{pause}" : "0")));

        (await Should.ThrowAsync<BundleSourceException>(() => source.FetchAsync(Cancellation))).Message
            .ShouldContain("keeps changing");

        isBusy = false;
        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Files.Files.ShouldHaveSingleItem().Text.ShouldBe("0");
    }

    [Fact]
    public async Task Whoever_stops_stops_waiting()
    {
        using var stopping = new CancellationTokenSource();
        var waiting = _source.WaitAsync(stopping.Token);

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    void Write(string path, string text)
    {
        var file = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>A clock whose pauses take no time, but in which something happens.</summary>
    sealed class BusyPauses(Action<int> happen) : TimeProvider
    {
        int _pauses;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            happen(++_pauses);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
