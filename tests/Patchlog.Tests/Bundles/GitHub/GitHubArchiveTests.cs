using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Patchlog.Bundles;
using Patchlog.Bundles.GitHub;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles.GitHub;

public sealed class GitHubArchiveTests
{
    const string Top = "acme-domain-0123456";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Artifacts_are_taken_by_their_path_in_the_folder_and_nothing_else_is()
    {
        var archive = new ArchiveBuilder()
            .Add("README.md", "# Domain").Add("schemas/other.json", "{}")
            .Add("domain/schemas/order.json", "{}").Add("domain/schemas/address/street.json", "true")
            .Add("domain/schemas/.hidden", "x").Add("domain/README.md", "x").Add("domain2/schemas/b.json", "{}");

        (await ReadAsync(archive, "domain")).Files.Select(file => (file.Path, file.Text))
            .ShouldBe([("schemas/address/street.json", "true"), ("schemas/order.json", "{}")]);
        (await ReadAsync(archive, "")).Files.Select(file => file.Path).ShouldBe(["schemas/other.json"]);
    }

    [Fact]
    public async Task Long_names_are_kept()
    {
        var name = $"schemas/{new string('a', 120)}/{new string('b', 90)}.json";

        (await ReadAsync(new ArchiveBuilder().Add(name, "{}"))).Files.Single().Path.ShouldBe(name);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("dom")]
    [InlineData("file")]
    [InlineData("domain/schemas/order.json")]
    public async Task A_folder_that_is_not_there_is_named(string folder)
    {
        var archive = new ArchiveBuilder().Add("domain/schemas/order.json", "{}").Add("file", "x");

        (await RefusalAsync(archive, folder)).Message.ShouldBe($"There is no folder {folder} in the repository at this commit.");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "symbolic link")]
    [InlineData(TarEntryType.HardLink, "hard link")]
    [InlineData(TarEntryType.Fifo, "pipe")]
    [InlineData(TarEntryType.CharacterDevice, "device")]
    [InlineData(TarEntryType.BlockDevice, "device")]
    public async Task What_is_no_plain_file_is_a_fault_in_the_place_of_an_artifact_and_ignored_elsewhere(
        TarEntryType type, string name)
    {
        foreach (var path in new[] { "schemas/order.json", "schemas" })
        {
            var refusal = await RefusalAsync(new ArchiveBuilder().AddEntry(Special(type, $"{Top}/{path}")));
            refusal.Faults.Single().ShouldBe(new BundleFault(path, $"The path is a {name}; artifacts are plain files."));
        }

        (await ReadAsync(new ArchiveBuilder().AddEntry(Special(type, $"{Top}/docs/link")).Add("schemas/a.json", "{}")))
            .Files.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData($"{Top}/schemas/../../../etc/passwd")]
    [InlineData("../schemas/order.json")]
    [InlineData("/schemas/order.json")]
    [InlineData($"/{Top}/schemas/order.json")]
    [InlineData($"{Top}/..")]
    public async Task A_path_that_leads_out_of_the_archive_ends_it(string path)
    {
        var archive = new ArchiveBuilder().AddEntry(new PaxTarEntry(TarEntryType.RegularFile, path));

        (await RefusalAsync(archive)).Message.ShouldContain("leads out of it");
    }

    [Fact]
    public async Task Two_top_folders_are_refused()
    {
        var archive = new ArchiveBuilder().AddEntry(new PaxTarEntry(TarEntryType.RegularFile, "other/schemas/a.json"));

        (await RefusalAsync(archive)).Message.ShouldContain("more than one folder at its top");
    }

    [Theory]
    [InlineData("schemas/Order.json", "schemas/order.json")]
    [InlineData("schemas/order.json", "schemas/order.json")]
    public async Task Twins_are_faults(string one, string other)
    {
        var refusal = await RefusalAsync(new ArchiveBuilder().Add(one, "{}").Add(other, "{}"));

        refusal.Faults.Single().Detail.ShouldContain("only in case");
    }

    [Theory]
    [InlineData("schemas/a\\b.json")]
    [InlineData("schemas/c:d.json")]
    [InlineData("schemas/\u00E9.json")]
    [InlineData("schemas/e\u0301.json")]
    public async Task A_name_that_not_every_file_system_takes_is_a_fault(string path) =>
        (await RefusalAsync(new ArchiveBuilder().Add(path, "{}"))).Faults.Single().File.ShouldBe(path);

    [Fact]
    public async Task All_faults_of_files_are_told_up_to_a_bound()
    {
        var archive = new ArchiveBuilder().Add("schemas/a.json", [0xFF]).Add("schemas/b.json", "\0");
        (await RefusalAsync(archive)).Faults.Select(fault => fault.File).ShouldBe(["schemas/a.json", "schemas/b.json"]);

        var worse = new ArchiveBuilder();
        for (var number = 0; number < 2 * BundleLimits.MaxFaults; number++)
            worse.Add($"schemas/{number}.json", [0xFF]);
        (await RefusalAsync(worse)).Faults.Length.ShouldBe(BundleLimits.MaxFaults);
    }

    [Fact]
    public async Task Files_that_are_too_large_or_too_many_are_refused_and_elsewhere_they_do_not_matter()
    {
        var large = new byte[BundleLimits.MaxFileBytes + 1];
        (await RefusalAsync(new ArchiveBuilder().Add("schemas/a.json", large))).Faults.Single().File.ShouldBe("schemas/a.json");
        (await ReadAsync(new ArchiveBuilder().Add("photo.jpg", large).Add("schemas/a.json", "{}"))).Files.Length.ShouldBe(1);

        var bytes = new ArchiveBuilder();
        for (var number = 0; number < 9; number++)
            bytes.Add($"schemas/{number}.json", new byte[BundleLimits.MaxFileBytes]);
        (await RefusalAsync(bytes)).Message.ShouldContain($"{BundleLimits.MaxBytes} bytes");

        var files = new ArchiveBuilder();
        for (var number = 0; number <= BundleLimits.MaxFiles; number++)
            files.Add($"schemas/{number}.json", "{}");
        (await RefusalAsync(files)).Message.ShouldContain($"{BundleLimits.MaxFiles} artifacts");
    }

    [Fact]
    public async Task A_hundred_thousand_entries_end_it()
    {
        var archive = new ArchiveBuilder();
        for (var number = 0; number < 100_000; number++)
            archive.AddEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{Top}/docs/{number}.md"));

        (await RefusalAsync(archive)).Message.ShouldBe($"The archive has more than {GitHubLimits.MaxEntries} entries.");
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_too_much_ends_within_the_bound()
    {
        using var zeros = new ZeroStream(GitHubLimits.MaxUnpackedBytes + 1);
        var archive = new ArchiveBuilder().AddEntry(
            new PaxTarEntry(TarEntryType.RegularFile, $"{Top}/zeros") { DataStream = zeros });

        (await RefusalAsync(archive)).Message.ShouldContain("when it is unpacked");
    }

    [Fact]
    public async Task Attributes_that_are_larger_than_any_name_end_it_before_they_are_in_memory()
    {
        var attributes = new Dictionary<string, string> { ["comment"] = new('x', 2 * GitHubLimits.MaxMetadataBytes) };
        var archive = new ArchiveBuilder()
            .AddEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{Top}/a", attributes));

        (await RefusalAsync(archive)).Message.ShouldContain("attributes");
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{\"message\":\"Not Found\"}")]
    public async Task What_is_no_archive_is_said_to_be_none(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        await Should.ThrowAsync<InvalidDataException>(GitHubArchive.ReadAsync(stream, "", Cancellation));
    }

    [Fact]
    public async Task Compressed_nonsense_is_said_to_be_none()
    {
        using var bytes = new MemoryStream();
        await using (var compressed = new GZipStream(bytes, CompressionMode.Compress, leaveOpen: true))
            await compressed.WriteAsync(Encoding.UTF8.GetBytes(new string('x', 4096)), Cancellation);
        bytes.Position = 0;

        await Should.ThrowAsync<InvalidDataException>(GitHubArchive.ReadAsync(bytes, "", Cancellation));
    }

    [Fact]
    public async Task An_archive_that_was_cut_anywhere_is_never_taken_for_a_whole_one()
    {
        var whole = new ArchiveBuilder().Add("schemas/a.json", "{}").Add("schemas/b.json", "true").Add("c", "x").ToBytes();

        for (var length = 0; length < whole.Length; length++)
        {
            using var cut = new MemoryStream(whole, 0, length);
            var failure = await Record.ExceptionAsync(() => GitHubArchive.ReadAsync(cut, "", Cancellation));
            (failure is InvalidDataException or IOException).ShouldBeTrue($"{length} of {whole.Length}: {failure}");
        }
    }

    // A fixed seed: the same damage on every machine.
    [Fact]
    public async Task A_damaged_archive_is_refused_or_read_and_breaks_nothing()
    {
        var tar = new MemoryStream();
        await using (var unzipped = new GZipStream(
            new MemoryStream(new ArchiveBuilder().Add("schemas/a.json", "{}").Add("b", "x").ToBytes()), CompressionMode.Decompress))
            await unzipped.CopyToAsync(tar, Cancellation);
        var random = new Random(7);

        for (var round = 0; round < 3000; round++)
        {
            var damaged = tar.ToArray();
            for (var flips = 0; flips < 3; flips++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            using var compressed = new MemoryStream(Compress(damaged));

            var failure = await Record.ExceptionAsync(() => GitHubArchive.ReadAsync(compressed, "", Cancellation));

            (failure is null or InvalidDataException or IOException or BundleSourceException)
                .ShouldBeTrue($"round {round}: {failure}");
        }
    }

    static byte[] Compress(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            compressed.Write(bytes);
        return output.ToArray();
    }

    static PaxTarEntry Special(TarEntryType type, string path)
    {
        var entry = new PaxTarEntry(type, path);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
        return entry;
    }

    static async Task<BundleFiles> ReadAsync(ArchiveBuilder archive, string folder = "")
    {
        using var stream = new MemoryStream(archive.ToBytes());
        return await GitHubArchive.ReadAsync(stream, folder, Cancellation);
    }

    static async Task<BundleSourceException> RefusalAsync(ArchiveBuilder archive, string folder = "")
    {
        var refusal = await Should.ThrowAsync<BundleSourceException>(ReadAsync(archive, folder));
        refusal.Faults.ShouldNotBeEmpty();
        return refusal;
    }

    sealed class ZeroStream(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, Length - Position);
            buffer.AsSpan(offset, read).Clear();
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
