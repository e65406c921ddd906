using System.Diagnostics;
using Patchlog.Bundles;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

public sealed class FolderReaderTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_text_is_a_fault_that_names_it()
    {
        Write("schemas/orders.json", "\0"u8);

        Refusal().Faults.ShouldHaveSingleItem().File.ShouldBe("schemas/orders.json");
    }

    [Theory]
    [InlineData("schemas/pipe.json")]
    [InlineData("elsewhere")]
    [InlineData(BundleLock.FileName)]
    public async Task A_pipe_is_a_fault_that_names_it_and_is_not_opened(string pipe)
    {
        Write("schemas/orders.json", "{}"u8);
        Pipe(pipe);
        if (pipe == "elsewhere")
            Link("schemas/pipe.json", pipe);

        // Whoever opens a pipe waits until somebody opens its other end.
        var reading = Task.Run(Refusal, Cancellation);
        try
        {
            (await Eventually.EndsAsync(reading)).Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                fault => fault.File.ShouldBe(pipe == "elsewhere" ? "schemas/pipe.json" : pipe),
                fault => fault.Detail.ShouldContain("a pipe"));
        }
        finally
        {
            if (!reading.IsCompleted)
                File.OpenHandle(_folder.File(pipe), FileMode.Open, FileAccess.Write).Dispose();
        }
    }

    [Fact]
    public void A_device_and_an_empty_file_are_faults_that_name_it()
    {
        Write("schemas/empty.json", ""u8);
        Link("schemas/device.json", "/dev/zero");

        Refusal().Faults.Select(fault => fault.File)
            .ShouldBe(["schemas/device.json", "schemas/empty.json"], ignoreOrder: true);
    }

    [Fact]
    public void A_link_to_a_file_is_followed()
    {
        Write("elsewhere", "true"u8);
        Link("schemas/orders.json", "elsewhere");

        FolderReader.Read(_folder.Path, Cancellation).Files.Files.ShouldHaveSingleItem().Text.ShouldBe("true");
    }

    [Fact]
    public void As_many_artifacts_as_there_may_be_are_read_and_one_more_is_refused()
    {
        for (var number = 0; number < BundleLimits.MaxFiles; number++)
            Write($"schemas/_{number:D5}.json", "{}"u8);

        FolderReader.Read(_folder.Path, Cancellation).Files.Files.Length.ShouldBe(BundleLimits.MaxFiles);

        Write("schemas/_one.json", "{}"u8);
        Refusal().Message.ShouldContain($"more than {BundleLimits.MaxFiles} artifacts");
    }

    [Fact]
    public void Reading_ends_where_the_bytes_of_all_are_too_many()
    {
        // Links, because that many files need not be on a disk; what is behind them counts for each.
        Write("large", new byte[BundleLimits.MaxFileBytes].Select(_ => (byte)' ').ToArray());
        for (var number = 0; number < 1_000; number++)
            Link($"schemas/{number}.json", "large");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal().Message.ShouldContain($"more than {BundleLimits.MaxBytes} bytes");

        // Each byte is there as such and in a text, and there may be one file too much.
        var most = (BundleLimits.MaxBytes + BundleLimits.MaxFileBytes) * 4;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(most);
    }

    [Fact]
    public void Faults_end_the_reading_at_their_bound()
    {
        for (var number = 0; number < BundleLimits.MaxFaults + 10; number++)
            Write($"schemas/{number}.json", [0xFF]);

        Refusal().Faults.Length.ShouldBe(BundleLimits.MaxFaults);
    }

    [Fact]
    public void Links_in_circles_that_never_meet_an_artifact_end_at_a_bound()
    {
        Write("schemas/.hidden", "x"u8);
        foreach (var name in new[] { "a", "b", "c" })
            Link($"schemas/{name}", "schemas");

        Refusal().Message.ShouldContain($"more than {BundleLimits.MaxFolderEntries} entries");
    }

    [Fact]
    public void Nothing_is_looked_for_below_a_name_with_a_dot_in_front()
    {
        Write("schemas/orders.json", "{}"u8);
        for (var number = 0; number <= BundleLimits.MaxFolderEntries; number++)
            Write($"schemas/.git/{number}", ""u8);

        FolderReader.Read(_folder.Path, Cancellation).Files.Files.Length.ShouldBe(1);
    }

    BundleSourceException Refusal() =>
        Should.Throw<BundleSourceException>(() => FolderReader.Read(_folder.Path, Cancellation));

    void Pipe(string path)
    {
        using var made = Process.Start("mkfifo", [_folder.File(path)]);
        made.WaitForExit();
        made.ExitCode.ShouldBe(0);
    }

    void Link(string path, string target)
    {
        var link = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, _folder.File(target));
    }

    void Write(string path, ReadOnlySpan<byte> content)
    {
        var file = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }
}
