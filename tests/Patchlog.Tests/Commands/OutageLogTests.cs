using Patchlog.Commands;
using Patchlog.Journal;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>An outage of the database is told once, whatever it costs, and its end too.</summary>
public sealed class OutageLogTests
{
    const string Over = "Commands are written again";

    static readonly Tenant Tenant = Tenant.Trusted("t");

    readonly LogLines _lines = new();
    readonly TestClock _clock = new();
    readonly OutageLog _log;

    public OutageLogTests() => _log = new(_clock, _lines);

    [Fact]
    public void An_outage_has_two_lines_and_no_stack()
    {
        _log.ReportWritten();
        Refuse();
        Refuse();
        _clock.Advance(CommandLimits.OutageOverAfter);
        _log.ReportWritten();
        _log.ReportWritten();

        ShouldBeTold(
            "Commands are not written, first one of tenant t: The database can't be reached: cut off", Over);
        _lines.All.ShouldAllBe(line => line.Exception == null);
    }

    [Fact]
    public void An_outage_of_one_tenant_is_not_over_while_others_write()
    {
        for (var i = 0; i < 100; i++)
        {
            Refuse();
            _clock.Advance(CommandLimits.OutageOverAfter / 2);
            _log.ReportWritten();
        }

        _lines.All.Count.ShouldBe(1);
    }

    [Fact]
    public void Another_trouble_is_told_at_once()
    {
        Refuse();
        Refuse(DatabaseTrouble.Full);

        _lines.All.Count.ShouldBe(2);
        _lines.All[1].Text.ShouldContain("has no room left");
    }

    [Fact]
    public void An_outage_after_one_that_is_over_is_told()
    {
        for (var i = 0; i < 2; i++)
        {
            Refuse();
            _clock.Advance(CommandLimits.OutageOverAfter);
            _log.ReportWritten();
        }

        _lines.All.Count(line => line.Text == Over).ShouldBe(2);
        _lines.All.Count.ShouldBe(4);
    }

    void Refuse(DatabaseTrouble trouble = DatabaseTrouble.Away) =>
        _log.ReportRefused(Tenant, new(Applied.No, new IOException("cut off"), trouble));

    void ShouldBeTold(params string[] lines) => _lines.All.Select(line => line.Text).ShouldBe(lines);
}
