using System.Text;
using CsCheck;
using Patchlog.Bundles;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

/// <summary>Artifacts before they are compiled: what can be one bundle, and what names it.</summary>
public sealed class BundleFilesTests
{
    static readonly Gen<(string Path, string Text)[]> SomeFiles = Gen
        .Select(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String)
        .Select(file => ($"schemas/{file.Item1}.json", file.Item2.Replace('\0', ' ')))
        .Where(file => IsUnicode(file.Item2))
        .Array[1, 6]
        .Where(files => files.Select(file => file.Item1.ToUpperInvariant()).Distinct().Count() == files.Length);

    [Fact]
    public void Equal_files_have_one_digest_in_whatever_order_they_were_found() => SomeFiles.Sample(files =>
        BundleTexts.Files(files.Reverse()).Digest.ShouldBe(BundleTexts.Files(files).Digest));

    [Fact]
    public void Whatever_changes_in_a_path_or_a_text_changes_the_digest() => SomeFiles.Sample(files =>
    {
        var before = BundleTexts.Files(files).Digest;
        var (path, text) = files[0];

        BundleTexts.Files([(path, text + " "), .. files[1..]]).Digest.ShouldNotBe(before);
        BundleTexts.Files([(path + "x", text), .. files[1..]]).Digest.ShouldNotBe(before);
    });

    [Fact]
    public void What_was_stored_is_read_again() => SomeFiles.Sample(files =>
    {
        var before = BundleTexts.Files(files);

        BundleFiles.TryRead(before.Content, out var after).ShouldBeTrue();

        after!.Digest.ShouldBe(before.Digest);
        after.Files.ShouldBe(before.Files);
    });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"schemas/a.json":1}""")]
    public void What_is_no_stored_bundle_is_not_read(string content) =>
        BundleFiles.TryRead(content, out _).ShouldBeFalse();

    [Theory]
    [InlineData("schemas/../../etc/passwd")]
    [InlineData("/schemas/a.json")]
    [InlineData("schemas//a.json")]
    [InlineData("schemas/./a.json")]
    [InlineData("schemas/a\\b.json")]
    [InlineData("schemas/a\nb.json")]
    [InlineData("c:/schemas/a.json")]
    [InlineData("schemas/caf\u00e9.json")]
    [InlineData("schemas/cafe\u0301.json")]
    public void A_path_that_leads_out_or_not_everywhere_is_a_fault(string path) =>
        FaultsOf(path).ShouldHaveSingleItem().File.ShouldBe(path);

    [Fact]
    public void Paths_that_some_file_systems_hold_for_one_are_a_fault() =>
        FaultsOf("schemas/order.json", "schemas/Order.json").ShouldHaveSingleItem().Detail.ShouldContain("differs from");

    [Fact]
    public void A_bundle_without_an_artifact_is_a_fault() =>
        FaultsOf().ShouldHaveSingleItem().Detail.ShouldContain("schemas/");

    [Fact]
    public void More_files_than_there_may_be_are_a_fault() =>
        FaultsOf([.. Enumerable.Range(0, BundleLimits.MaxFiles + 1).Select(at => $"schemas/{at}.json")])
            .ShouldHaveSingleItem().Detail.ShouldContain("2000 are allowed");

    [Theory]
    [InlineData(new byte[] { 0x7B, 0xC3, 0x28, 0x7D }, "UTF-8")]
    [InlineData(new byte[] { 0x7B, 0x00, 0x7D }, "U+0000")]
    public void A_file_that_is_no_text_is_a_fault(byte[] content, string reason)
    {
        BundleFile.TryRead("schemas/a.json", content, out _, out var fault).ShouldBeFalse();

        fault!.ToString().ShouldStartWith("schemas/a.json: ");
        fault.Detail.ShouldContain(reason);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        BundleFile.TryRead("schemas/a.json", [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], out var file, out _).ShouldBeTrue();

        file!.Text.ShouldBe("{}");
    }

    [Theory]
    [InlineData("schemas/orders.json", true)]
    [InlineData("schemas/common/_address.json", true)]
    [InlineData("schemas/.orders.json.swp", false)]
    [InlineData("README.md", false)]
    [InlineData("tests/orders.json", false)]
    [InlineData(".git/schemas/orders.json", false)]
    public void Only_what_lies_in_a_folder_of_artifacts_is_one(string path, bool expected) =>
        BundleLayout.IsArtifact(path).ShouldBe(expected);

    static BundleFault[] FaultsOf(params string[] paths)
    {
        BundleFiles.TryCreate(paths.Select(path => BundleFile.Trusted(path, "{}")), out _, out var faults).ShouldBeFalse();
        return [.. faults];
    }

    static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
