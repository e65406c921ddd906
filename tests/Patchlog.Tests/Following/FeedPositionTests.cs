using Patchlog.Following;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Following;

/// <summary>The one parser of feed positions, and the starts of a feed that are built on it.</summary>
public sealed class FeedPositionTests
{
    const string Text = "7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10";

    static readonly Guid Epoch = Guid.Parse(Text);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(long.MaxValue)]
    public void A_feed_position_is_read_as_it_was_written(long number)
    {
        var written = new FeedPosition(Epoch, new(number));

        FeedPosition.TryParse(written.ToString(), Epoch, out var read, out _).ShouldBeTrue();

        read.ShouldBe(written);
        written.ToString().ShouldBe($"{Text}.{number}");
    }

    [Fact]
    public void A_bare_position_is_of_the_current_epoch()
    {
        FeedPosition.TryParse("17", Epoch, out var read, out _).ShouldBeTrue();

        read.ShouldBe(new FeedPosition(Epoch, new(17)));
    }

    [Theory]
    [InlineData("", "invalid-request")]
    [InlineData("start", "invalid-request")]
    [InlineData("-1", "invalid-request")]
    [InlineData("+1", "invalid-request")]
    [InlineData(" 1", "invalid-request")]
    [InlineData("1.5", "invalid-request")]
    [InlineData("٣", "invalid-request")]
    [InlineData(Text, "invalid-request")]
    [InlineData(Text + ".", "invalid-request")]
    [InlineData(Text + ".x", "invalid-request")]
    [InlineData(Text + ".1.2", "invalid-request")]
    [InlineData("{" + Text + "}.1", "invalid-request")]
    [InlineData("00000000-0000-4000-8000-000000000000.1", "epoch-changed")]
    [InlineData("9223372036854775808", "position-beyond-head")]
    [InlineData(Text + ".9223372036854775808", "position-beyond-head")]
    public void A_text_that_names_no_position_of_the_epoch_is_refused(string text, string code)
    {
        FeedPosition.TryParse(text, Epoch, out _, out var problem).ShouldBeFalse();

        problem!.Code.Name.ShouldBe(code);
    }

    [Theory]
    [InlineData("start", 0L)]
    [InlineData("end", null)]
    [InlineData("17", 17L)]
    [InlineData(Text + ".17", 17L)]
    public void A_feed_starts_at_its_start_at_its_end_or_after_a_position(string text, long? after)
    {
        FeedStart.TryParse(text, Epoch, out var start, out _).ShouldBeTrue();

        start.After.ShouldBe(after is { } number ? new Position(number) : null);
    }

    [Theory]
    [InlineData("Start", "invalid-request")]
    [InlineData("", "invalid-request")]
    [InlineData("00000000-0000-4000-8000-000000000000.1", "epoch-changed")]
    [InlineData("9223372036854775808", "position-beyond-head")]
    public void A_feed_does_not_start_where_there_is_no_position(string text, string code)
    {
        FeedStart.TryParse(text, Epoch, out _, out var problem).ShouldBeFalse();

        problem!.Code.Name.ShouldBe(code);
    }

    [Fact]
    public void A_position_is_refused_if_the_journal_does_not_reach_it()
    {
        FeedPosition.TryReach(new(5), head: new(5), out _).ShouldBeTrue();
        FeedPosition.TryReach(new(6), head: new(5), out var problem).ShouldBeFalse();

        problem!.Code.ShouldBe(ProblemCode.PositionBeyondHead);
    }
}
