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
    [InlineData("sqlite:patchlog.db", "patchlog.db")]
    [InlineData("sqlite:./data/patchlog.db", "./data/patchlog.db")]
    [InlineData("sqlite:/data/patchlog.db", "/data/patchlog.db")]
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
    [InlineData("sqlite:")]
    [InlineData("sqlite:x.db?mode=ro")]
    [InlineData("sqlite::memory:?cache=shared")]
    [InlineData("mysql://localhost/patchlog")]
    [InlineData("postgres://localhost")]
    [InlineData("postgres:///patchlog")]
    public void Anything_else_is_refused(string text) =>
        Should.Throw<FormatException>(() => DatabaseAddress.Parse(text));

    [Theory]
    [InlineData("unknown=1", "unknown parameter \"unknown\"")]
    [InlineData("Multiplexing=true", "\"Multiplexing\" of the database address must be false")]
    [InlineData("Timeout=soon", "\"Timeout\" of the database address has a value that it can't have")]
    public void A_parameter_that_the_driver_does_not_know_or_take_is_named(string parameter, string expected)
    {
        var address = DatabaseAddress.Parse($"postgres://localhost/patchlog?{parameter}");

        var refusal = Should.Throw<InvalidDataException>(
            () => PostgresSettings.ConnectionStringOf((DatabaseAddress.Postgres)address));

        refusal.Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("postgres:///db?host=/var/run/postgresql", "/var/run/postgresql", 5432)]
    [InlineData("postgres://user@%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql", 5432)]
    [InlineData("postgres://%2Ftmp:5433/db", "/tmp", 5433)]
    [InlineData("postgres:///db?host=db.example.org&port=6432", "db.example.org", 6432)]
    [InlineData("postgres://ignored/db?host=db.example.org", "db.example.org", 5432)]
    [InlineData("postgres://[2001:db8::1]:6432/db", "[2001:db8::1]", 6432)]
    [InlineData("postgres:///db?host=2001:db8::1", "[2001:db8::1]", 5432)]
    [InlineData("postgres://user:p@ss@host/db", "host", 5432)]
    [InlineData("POSTGRESQL://host:/db", "host", 5432)]
    public void A_host_stands_where_libpq_takes_it(string text, string host, int port)
    {
        var parts = PartsOf(text);

        (parts.Host, parts.Port, parts.Database).ShouldBe((host, port, "db"));
    }

    [Theory]
    [InlineData("postgres://a,b:6432/db", "a:5432,b:6432")]
    [InlineData("postgres://a,b/db?port=6432", "a:6432,b:6432")]
    [InlineData("postgres:///db?host=a,[::1]&port=6432,6433", "a:6432,[::1]:6433")]
    public void Several_hosts_have_a_port_each(string text, string hosts)
    {
        PartsOf(text).Host.ShouldBe(hosts);
        DatabaseAddress.Parse(text).ToString().ShouldBe($"postgres://{hosts}/db");
    }

    [Fact]
    public void Who_connects_to_what_can_stand_among_the_parameters()
    {
        var parts = PartsOf("postgres://host/?dbname=my%20db&user=us%40er&password=p%26ss");

        (parts.Database, parts.Username, parts.Password).ShouldBe(("my db", "us@er", "p&ss"));
    }

    [Theory]
    [InlineData("postgres:///db", "names no host")]
    [InlineData("postgres://a,,b/db", "names no host")]
    [InlineData("postgres://host", "names no database")]
    [InlineData("postgres://host:http/db", "a port that is no number")]
    [InlineData("postgres://host:65536/db", "a port that is no number")]
    [InlineData("postgres://a,b,c/db?port=1,2", "3 hosts and 2 ports")]
    public void What_is_missing_or_contradicts_itself_is_told(string text, string expected) =>
        Should.Throw<FormatException>(() => DatabaseAddress.Parse(text)).Message.ShouldContain(expected);

    [Theory]
    [InlineData("sslmode=disable", "SSL Mode=Disable")]
    [InlineData("sslmode=allow", "SSL Mode=Allow")]
    [InlineData("sslmode=prefer", "SSL Mode=Prefer")]
    [InlineData("sslmode=require", "SSL Mode=Require")]
    [InlineData("sslmode=verify-ca", "SSL Mode=VerifyCA")]
    [InlineData("sslmode=verify-full", "SSL Mode=VerifyFull")]
    [InlineData("ssl=true", "SSL Mode=Require")]
    [InlineData("sslmode=verify-full&sslrootcert=/ca.pem", "SSL Mode=VerifyFull;Root Certificate=/ca.pem")]
    [InlineData("sslrootcert=/ca.pem&sslmode=require", "SSL Mode=VerifyCA;Root Certificate=/ca.pem")]
    [InlineData("sslrootcert=system", "SSL Mode=VerifyFull")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem&sslpassword=x", "SSL Certificate=/c.pem;SSL Key=/k.pem;SSL Password=x")]
    [InlineData("sslnegotiation=direct&sslmode=require", "SSL Mode=Require;SSL Negotiation=Direct")]
    [InlineData("channel_binding=require", "Channel Binding=Require")]
    [InlineData("application_name=shop", "Application Name=shop")]
    [InlineData("fallback_application_name=shop", "Application Name=shop")]
    [InlineData("fallback_application_name=psql&application_name=shop", "Application Name=shop")]
    [InlineData("connect_timeout=10", "Timeout=10")]
    [InlineData("options=-c%20search_path%3Dshop", "Options=\"-c search_path=shop\"")]
    [InlineData("keepalives=0", "TCP Keepalive=False")]
    [InlineData("keepalives_idle=30&keepalives_interval=5", "TCP Keepalive Time=30;TCP Keepalive Interval=5")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts=True")]
    [InlineData("gssencmode=disable", "GSS Encryption Mode=Disable")]
    [InlineData("require_auth=scram-sha-256", "Require Auth=ScramSHA256")]
    [InlineData("target_session_attrs=read-write", "")]
    [InlineData("target_session_attrs=any", "")]
    [InlineData("sslcompression=0&sslsni=1", "")]
    [InlineData("Command%20Timeout=9", "Command Timeout=9")]
    public void What_libpq_calls_a_setting_is_understood(string parameters, string expected) =>
        PostgresSettings.ConnectionStringOf(
            (DatabaseAddress.Postgres)DatabaseAddress.Parse($"postgres://h/d?{parameters}"))
            .ShouldBe($"Database=d;Host=h;Port=5432{(expected.Length > 0 ? ";" : "")}{expected}");

    [Theory]
    [InlineData("sslmode=strict", "\"sslmode\" of the database address must be disable, allow,")]
    [InlineData("ssl=1", "\"ssl\" of the database address can only be true")]
    [InlineData("sslrootcert=/ca.pem", "\"sslrootcert\" of the database address has no effect")]
    [InlineData("sslrootcert=/ca.pem&sslmode=prefer", "\"sslrootcert\" of the database address has no effect")]
    [InlineData("sslrootcert=system&sslmode=require", "\"sslrootcert\" of the database address is system")]
    [InlineData("target_session_attrs=read-only", "\"target_session_attrs\" of the database address must be any")]
    [InlineData("target_session_attrs=prefer-standby", "\"target_session_attrs\" of the database address must be any")]
    [InlineData("hostaddr=127.0.0.1", "\"hostaddr\" of the database address can't be used: put")]
    [InlineData("sslcrl=/x", "\"sslcrl\" of the database address can't be used: lists")]
    [InlineData("sslcompression=1", "\"sslcompression\" of the database address can't be used: TLS")]
    [InlineData("service=x", "\"service\" of the database address can't be used: there")]
    [InlineData("connect_timeout=soon", "\"connect_timeout\" of the database address has a value")]
    [InlineData("channel_binding=maybe", "\"channel_binding\" of the database address has a value")]
    public void What_libpq_knows_and_can_not_be_done_here_is_named(string parameters, string expected)
    {
        var address = (DatabaseAddress.Postgres)DatabaseAddress.Parse($"postgres://u:secret@h/d?{parameters}");

        var refusal = Should.Throw<InvalidDataException>(() => PostgresSettings.ConnectionStringOf(address));

        refusal.Message.ShouldContain(expected);
        refusal.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void An_address_is_shown_without_its_password()
    {
        DatabaseAddress.Parse("postgres://user:secret@db:5433/x").ToString().ShouldBe("postgres://db:5433/x");
        DatabaseAddress.Parse("postgres:///x?host=db&password=secret").ToString().ShouldBe("postgres://db:5432/x");
        DatabaseAddress.Parse("sqlite:///data/x.db").ToString().ShouldBe("sqlite:///data/x.db");
        DatabaseAddress.Parse("sqlite:x.db").ToString().ShouldBe("sqlite:x.db");
        DatabaseAddress.Parse("sqlite::memory:").ToString().ShouldBe("sqlite::memory:");
    }

    static NpgsqlConnectionStringBuilder PartsOf(string text) =>
        new(PostgresSettings.ConnectionStringOf(
            DatabaseAddress.Parse(text).ShouldBeOfType<DatabaseAddress.Postgres>()));
}
