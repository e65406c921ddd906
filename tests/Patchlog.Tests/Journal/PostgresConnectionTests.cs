using Npgsql;
using Patchlog.Journal.Postgres;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What a connection to PostgreSQL is set to.</summary>
public sealed class PostgresConnectionTests
{
    [Fact]
    public void What_was_not_given_is_set_to_what_the_journal_leans_on()
    {
        var parts = Complete("Host=db;Database=x");

        (parts.MaxPoolSize, parts.Timeout, parts.CommandTimeout, parts.TcpKeepAlive).ShouldBe((36, 5, 30, true));
        (parts.TcpKeepAliveTime, parts.TcpKeepAliveInterval).ShouldBe((30, 10));
        (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages).ShouldBe((32, 2));
        (parts.NoResetOnClose, parts.Enlist, parts.ApplicationName).ShouldBe((true, false, "patchlog"));
    }

    [Fact]
    public void What_was_given_is_never_overridden()
    {
        var parts = Complete("""
            Host=db;Database=x;Password=a'b;Maximum Pool Size=100;Timeout=15;Command Timeout=7;TCP Keepalive=false;
            Max Auto Prepare=0;Auto Prepare Min Usages=5;No Reset On Close=false;Enlist=true;Application Name=mine
            """);

        (parts.MaxPoolSize, parts.Timeout, parts.CommandTimeout, parts.TcpKeepAlive).ShouldBe((100, 15, 7, false));
        (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages).ShouldBe((0, 5));
        (parts.NoResetOnClose, parts.Enlist, parts.ApplicationName).ShouldBe((false, true, "mine"));
        parts.Password.ShouldBe("a'b");
    }

    [Theory]
    [InlineData("Host=db", 24, 12, 10, 40)]
    [InlineData("Host=db;Maximum Pool Size=10;Command Timeout=7", 7, 3, 7, 7)]
    [InlineData("Host=db;Maximum Pool Size=1", 1, 1, 10, 40)]
    public void What_may_take_long_has_connections_of_its_own(
        string given, int forShort, int forLong, int shortSeconds, int longSeconds)
    {
        var (@short, @long) = PostgresSettings.Divide(PostgresSettings.Complete(given));
        var (one, other) = (new NpgsqlConnectionStringBuilder(@short), new NpgsqlConnectionStringBuilder(@long));

        (one.MaxPoolSize, other.MaxPoolSize).ShouldBe((forShort, forLong));
        (one.CommandTimeout, other.CommandTimeout).ShouldBe((shortSeconds, longSeconds));
    }

    [Theory]
    [InlineData("MaxPoolSize=7", 7)]
    [InlineData("maximum pool size=7", 7)]
    [InlineData("Minimum Pool Size=40", 40)]
    public void A_keyword_counts_in_each_of_its_spellings(string given, int maximum) =>
        Complete($"Host=db;{given}").MaxPoolSize.ShouldBe(maximum);

    [Fact]
    public void Keepalive_of_one_kind_stands_for_the_other() =>
        Complete("Host=db;Keepalive=10").TcpKeepAlive.ShouldBeFalse();

    static NpgsqlConnectionStringBuilder Complete(string given) => new(PostgresSettings.Complete(given));
}
