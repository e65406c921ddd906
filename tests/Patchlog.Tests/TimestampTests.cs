using Shouldly;
using Xunit;

namespace Patchlog.Tests;

/// <summary>Instants as RFC 3339 writes them, and as other languages do.</summary>
public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026-11-28T10:00:00Z", "2026-11-28T10:00:00.000000Z")]
    [InlineData("2026-11-28t10:00:00z", "2026-11-28T10:00:00.000000Z")]
    [InlineData("2026-11-28T10:00:00.5+02:00", "2026-11-28T08:00:00.500000Z")]
    [InlineData("2026-11-28T10:00:00.123456Z", "2026-11-28T10:00:00.123456Z")]
    [InlineData("2026-11-28T10:00:00.1234567Z", "2026-11-28T10:00:00.123456Z")]
    [InlineData("2026-11-28T10:00:00.123456789Z", "2026-11-28T10:00:00.123456Z")]
    [InlineData("2026-11-28T10:00:00.123456789012345678901234567890-01:30", "2026-11-28T11:30:00.123456Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000000Z")]
    [InlineData("2016-12-31T18:59:60.75-05:00", "2016-12-31T23:59:59.750000Z")]
    public void Times_of_any_precision_are_read(string text, string read)
    {
        Timestamps.TryRead(text, out var time).ShouldBeTrue();

        Timestamps.Write(time).ShouldBe(read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-28")]
    [InlineData("2026-11-28T10:00:00")]
    [InlineData("2026-11-28T00:00:00.Z")]
    [InlineData("2026-11-28T10:00:00,5Z")]
    [InlineData("2026-11-28T10:00Z")]
    [InlineData("2026-11-28T10:00:61Z")]
    [InlineData("2026-11-28T10:00:60Z")]
    [InlineData("2026-11-28T23:59:60+05:00")]
    [InlineData("2026-11-28T24:00:00Z")]
    [InlineData("2026-02-29T10:00:00Z")]
    [InlineData("2026-11-28 10:00:00Z")]
    [InlineData("2026-11-28T10:00:00Z\n")]
    [InlineData(" 2026-11-28T10:00:00Z")]
    [InlineData("2026-11-28T10:00:00+0200")]
    [InlineData("٢٠٢٦-11-28T10:00:00Z")]
    public void Everything_else_is_no_time(string text) => Timestamps.TryRead(text, out _).ShouldBeFalse();
}
