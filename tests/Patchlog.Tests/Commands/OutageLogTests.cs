using Patchlog.Commands;
using Patchlog.Journal;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>An outage of the database is told once, whatever it costs, and its end too.</summary>
public sealed class OutageLogTests
{
    static readonly JournalUnavailableException Failure = new(Applied.No, new IOException("cut off"));

    readonly LogLines _lines = new();
    readonly TestClock _clock = new();
    readonly OutageLog _log;

    public OutageLogTests() => _log = new(_clock, _lines);

    IEnumerable<string> Lines => _lines.All.Select(line => line.Text);

    [Fact]
    public void An_outage_has_two_lines_and_no_stack()
    {
        _log.ReportWritten();
        _log.ReportRefused(Failure, 3);
        _log.ReportRefused(Failure, 4);
        _log.ReportWritten();
        _log.ReportWritten();

        Lines.ShouldBe([
            "Commands are not written: The database can't be reached: cut off",
            "Commands are written again; 7 were refused meanwhile"]);
        _lines.All.ShouldAllBe(line => line.Exception == null);
    }

    [Fact]
    public void An_outage_that_comes_and_goes_is_told_once_in_a_while()
    {
        for (var i = 0; i < 100; i++)
        {
            _log.ReportRefused(Failure, 1);
            _log.ReportWritten();
        }

        Lines.Count().ShouldBe(2);

        _clock.Advance(CommandLimits.OutageAgainAfter);
        _log.ReportRefused(Failure, 1);
        _log.ReportWritten();

        Lines.Count().ShouldBe(4);
        Lines.Last().ShouldBe("Commands are written again; 100 were refused meanwhile");
    }
}
