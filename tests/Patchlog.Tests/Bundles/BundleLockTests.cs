using System.Text;
using Patchlog.Bundles;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles;

public sealed class BundleLockTests
{
    static readonly DateTimeOffset Time = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_written_is_read_again()
    {
        BundleLock[] locks =
        [
            new("GitHub acme/domain, \"v1\"", "acme/domain", "v1", new('a', 40), "sha256:0", Time),
            new("folder ä\n", null, null, null, "sha256:0", Time),
        ];

        foreach (var locked in locks)
        {
            BundleLock.TryRead(locked.Write(), out var read, out _).ShouldBeTrue();
            read.ShouldBe(locked);
        }
    }

    [Fact]
    public void A_member_has_a_line_of_its_own_and_no_line_says_nothing() =>
        Encoding.UTF8.GetString(new BundleLock("folder x", null, null, null, "sha256:0", Time).Write()).ShouldBe("""
            {
              "source": "folder x",
              "digest": "sha256:0",
              "bakedAt": "2026-11-28T12:00:00Z"
            }

            """);

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n\"digest\": }", 2)]
    [InlineData("[]", 0)]
    [InlineData("{}", 0)]
    [InlineData("""{"source":"x","digest":1,"bakedAt":"2026-11-28T12:00:00Z"}""", 0)]
    [InlineData("""{"source":"x","digest":"sha256:0","bakedAt":"yesterday"}""", 0)]
    public void What_is_no_lock_is_a_fault_of_its_file(string text, int line)
    {
        BundleLock.TryRead(Encoding.UTF8.GetBytes(text), out _, out var fault).ShouldBeFalse();

        (fault.ShouldNotBeNull().File, fault.Line).ShouldBe((BundleLock.FileName, line));
    }
}
