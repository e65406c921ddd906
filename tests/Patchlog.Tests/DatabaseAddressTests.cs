using Npgsql;
using Patchlog.Journal.Postgres;
using Shouldly;
using Xunit;

namespace Patchlog.Tests;

/// <summary>Database addresses, as <c>DATABASE_URL</c> has them.</summary>
public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("sqlite:///data/patchlog.db", "/data/patchlog.db")]
    [InlineData("sqlite:///./data/patchlog.db", "./data/patchlog.db")]
    [InlineData("sqlite://patchlog.db", "patchlog.db")]
    public void A_file_is_absolute_or_starts_at_the_working_directory(string text, string path) =>
        DatabaseAddress.Parse(text).ShouldBe(new DatabaseAddress.SqliteFile(path));

    [Fact]
    public void Memory_has_a_name_of_its_own() =>
        DatabaseAddress.Parse("sqlite::memory:").ShouldBe(new DatabaseAddress.SqliteMemory());

    [Fact]
    public void Every_part_of_a_postgresql_address_is_unescaped()
    {
        var parts = PartsOf(
            "postgres://us%40er:p%40ss%2Fw%3Ard%3F@db.example.org:6432/my%20db?sslmode=require&Timeout=9");

        (parts.Host, parts.Port, parts.Database).ShouldBe(("db.example.org", 6432, "my db"));
        (parts.Username, parts.Password).ShouldBe(("us@er", "p@ss/w:rd?"));
        (parts.SslMode, parts.Timeout).ShouldBe((SslMode.Require, 9));
    }

    [Theory]
    [InlineData("postgresql://localhost/patchlog")]
    [InlineData("postgres://localhost/patchlog")]
    public void What_a_postgresql_address_leaves_out_has_its_default(string text)
    {
        var parts = PartsOf(text);

        (parts.Host, parts.Port, parts.Database).ShouldBe(("localhost", 5432, "patchlog"));
        (parts.Username, parts.Password).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("patchlog.db")]
    [InlineData("sqlite://")]
    [InlineData("sqlite:///")]
    [InlineData("mysql://localhost/patchlog")]
    [InlineData("postgres://localhost")]
    [InlineData("postgres:///patchlog")]
    public void Anything_else_is_refused(string text) =>
        Should.Throw<FormatException>(() => DatabaseAddress.Parse(text));

    [Theory]
    [InlineData("unknown=1", "unknown parameter \"unknown\"")]
    [InlineData("Timeout=soon", "\"Timeout\" of the database address has a value that it can't have")]
    public void A_parameter_that_the_driver_does_not_know_or_take_is_named(string parameter, string expected)
    {
        var address = DatabaseAddress.Parse($"postgres://localhost/patchlog?{parameter}");

        var refusal = Should.Throw<InvalidDataException>(
            () => PostgresSettings.ConnectionStringOf((DatabaseAddress.Postgres)address));

        refusal.Message.ShouldContain(expected);
    }

    [Fact]
    public void An_address_is_shown_without_its_password()
    {
        DatabaseAddress.Parse("postgres://user:secret@db:5433/x").ToString().ShouldBe("postgres://db:5433/x");
        DatabaseAddress.Parse("sqlite:///data/x.db").ToString().ShouldBe("sqlite:////data/x.db");
        DatabaseAddress.Parse("sqlite::memory:").ToString().ShouldBe("sqlite::memory:");
    }

    static NpgsqlConnectionStringBuilder PartsOf(string text) =>
        new(PostgresSettings.ConnectionStringOf(
            DatabaseAddress.Parse(text).ShouldBeOfType<DatabaseAddress.Postgres>()));
}
