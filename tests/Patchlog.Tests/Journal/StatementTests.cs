using System.Reflection;
using System.Text.RegularExpressions;
using Patchlog.Journal.Postgres;
using Patchlog.Journal.Sqlite;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Statements lie in files and are named by constants; nothing is said twice that could differ.</summary>
public sealed class StatementTests(PostgresBackend postgres)
{
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    static readonly Regex StatementByConstant = new(@"\b(PostgresSql|SqliteSql)\.\w+", Options);

    // sql["…"], session["…"], Sql["…"]
    static readonly Regex StatementByText = new(@"\b([sS]ql|session)\[\s*""[a-z]", Options);

    static readonly Regex Placeholder = new(@"\$\d+", Options);

    [Fact]
    public void Every_file_of_postgresql_has_a_constant_and_every_constant_a_file() =>
        ConstantsOf(typeof(PostgresSql)).ShouldBe(PostgresSql.Texts.Names, ignoreOrder: true);

    [Fact]
    public void Every_file_of_sqlite_has_a_constant_and_every_constant_a_file() =>
        ConstantsOf(typeof(SqliteSql)).ShouldBe(SqliteSql.Texts.Names, ignoreOrder: true);

    [Fact]
    public void Every_constant_is_used_and_no_statement_is_named_by_a_text()
    {
        var sources = Directory.EnumerateFiles(
                Path.Combine(Repository(), "src", "Patchlog", "Journal"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();

        var used = sources.SelectMany(source => StatementByConstant.Matches(source)).Select(match => match.Value).ToHashSet();
        foreach (var type in new[] { typeof(PostgresSql), typeof(SqliteSql) })
            foreach (var constant in type.GetFields().Where(field => field.IsLiteral))
                used.ShouldContain($"{type.Name}.{constant.Name}");

        sources.ShouldAllBe(source => !StatementByText.IsMatch(source));
    }

    [Fact]
    public async Task The_columns_of_a_batch_are_the_parameters_of_the_function_in_its_order()
    {
        var parameters = (await postgres.QueryAsync(
            "select pg_get_function_arguments(oid) from pg_proc where proname = 'append'")).ShouldHaveSingleItem();

        var key = new AggregateKey(Tenant.Trusted("t"), TargetName.Trusted("orders"), AggregateId.Trusted("a"));
        var nothing = new PostgresDeclarations(Guid.Empty, []);
        var plain = PostgresBatch.Of([Entries.Create(key)], nothing);
        var whole = PostgresBatch.Of([Entries.Create(key) with { Conditions = [new(key, Version.None)] }], nothing);

        var declared = parameters.Split(", ").Where(name => !name.StartsWith("OUT ", StringComparison.Ordinal))
            .Select(name => name.Split(" DEFAULT NULL")[0]).ToList();
        whole.Declarations.ShouldBe(declared);
        plain.Declarations.ShouldBe(declared.Take(plain.Declarations.Count()));
        foreach (var batch in new[] { plain, whole })
            Placeholder.Matches(PostgresSql.Texts[batch.Statement]).Select(match => match.Value)
                .ShouldBe(Enumerable.Range(1, batch.Declarations.Count()).Select(number => $"${number}"));
    }

    [Fact]
    public void Migrations_are_numbered_without_a_gap()
    {
        foreach (var sql in new[] { PostgresSql.Texts, SqliteSql.Texts })
            sql.Migrations.Select(migration => migration.Number).ShouldBe(Enumerable.Range(1, sql.Migrations.Length));
    }

    static IEnumerable<string> ConstantsOf(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Patchlog.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
