using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>Which folder knows which package: a database stays behind its journal.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("Npgsql", "src/Patchlog/Journal/Postgres")]
    [InlineData("Microsoft.Data.Sqlite", "src/Patchlog/Journal/Sqlite")]
    [InlineData("SQLitePCL", "src/Patchlog/Journal/Sqlite")]
    [InlineData("Acornima", "src/Patchlog.Scripting")]
    [InlineData("Microsoft.AspNetCore", "src/Patchlog.Server")]
    [InlineData("System.CommandLine", "src/Patchlog.Server")]
    [InlineData("Spectre.Console", "src/Patchlog.Server")]
    public void A_package_is_known_below_its_folder_only(string package, string folder) => (
        from file in SourceTree.Product
        where !file.IsBelow(folder)
        from name in file.Syntax.DescendantNodes().OfType<UsingDirectiveSyntax>()
        let used = name.Name?.ToString() ?? ""
        where used == package || used.StartsWith(package + ".", StringComparison.Ordinal)
        select $"{file.Locate(name)} uses {used}: only what is below {folder} may.").ShouldBeKept();
}
