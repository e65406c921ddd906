using Patchlog.Searching;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Searching;

/// <summary>A moment of the past is a feed position or a time.</summary>
public sealed class MomentTests
{
    const string Text = "7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10";

    static readonly Guid Epoch = Guid.Parse(Text);

    [Theory]
    [InlineData("17")]
    [InlineData(Text + ".17")]
    public void A_moment_is_a_position_with_or_without_its_epoch(string text)
    {
        Moment.TryParse(text, Epoch, out var moment, out _).ShouldBeTrue();

        moment.ShouldBe(new Moment.AtPosition(new(17)));
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-01T00:00:00.5Z", 500)]
    [InlineData("2026-01-01t02:00:00.250+02:00", 250)]
    public void A_moment_is_a_time_with_its_offset(string text, int milliseconds)
    {
        Moment.TryParse(text, Epoch, out var moment, out _).ShouldBeTrue();

        var time = moment.ShouldBeOfType<Moment.AtTime>().Time;
        time.UtcDateTime.ShouldBe(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("", "invalid-request")]
    [InlineData("yesterday", "invalid-request")]
    [InlineData("start", "invalid-request")]
    [InlineData("-1", "invalid-request")]
    [InlineData("2026-01-01T00:00:00", "invalid-request")]
    [InlineData("00000000-0000-4000-8000-000000000000.1", "epoch-changed")]
    [InlineData("9223372036854775808", "position-beyond-head")]
    public void A_text_that_names_neither_a_position_nor_a_time_is_refused(string text, string code)
    {
        Moment.TryParse(text, Epoch, out _, out var problem).ShouldBeFalse();

        problem!.Code.Name.ShouldBe(code);
    }
}
