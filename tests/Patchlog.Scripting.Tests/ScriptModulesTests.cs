using Jint;
using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

/// <summary>Modules import each other, and are run anew for each use.</summary>
public sealed class ScriptModulesTests
{
    static readonly ScriptPool Pool = new(ScriptLimits.Default);

    [Theory]
    [InlineData("export default 7", "7")]
    [InlineData("export default function () { return 7 }", "7")]
    [InlineData("export default function named() { return 7 }", "7")]
    [InlineData("export default () => 7;", "7")]
    [InlineData("export default(() => 7)", "7")]
    [InlineData("export\n  default\n  function () { return 7 }", "7")]
    [InlineData("const f = () => 7; export { f as default }", "7")]
    [InlineData("export default function () { return 7 }\n(function () { })()", "7")]
    [InlineData("export default function () { return later() }\nfunction later() { return 7 }", "7")]
    public void A_default_export_is_a_value_or_a_function(string text, string expected) =>
        Default(("a.js", text)).ShouldBe(expected);

    [Theory]
    [InlineData("import b from './b.js'; export default b", "export default 7")]
    [InlineData("import { b } from './b.js'; export default b", "export const b = 7")]
    [InlineData("import { b as c } from './b.js'; export default c", "export let b = 7")]
    [InlineData("import * as all from './b.js'; export default all.b", "export function b() { return 7 }")]
    [InlineData("import d, { b } from './b.js'; export default d + b", "export default 3; export var b = 4")]
    [InlineData("export { b as default } from './b.js'", "export const b = 7")]
    [InlineData("export { default } from './b.js'", "export default 7")]
    [InlineData("import { 'a b' as b } from './b.js'; export default b", "const b = 7; export { b as 'a b' }")]
    [InlineData("import C from './b.js'; export default new C().x", "export default class { x = 7 }\n[1]")]
    [InlineData("import { c } from './b.js'; export default c", "export const { a, b: { c = 7 }, ...d } = { b: {} }")]
    [InlineData("export default b;\nimport { b } from './b.js'", "export const [b] = [7]")]
    public void A_module_imports_what_another_exports(string first, string second) =>
        Default(("a.js", first), ("b.js", second)).ShouldBe("7");

    [Fact]
    public void All_exports_but_the_default_can_be_passed_on()
    {
        Default(
            ("a.js", "import * as all from './b.js'; export default Object.keys(all).sort().join() + all.y"),
            ("b.js", "export * from './c.js'; export * as c from './c.js'; export const y = 2"),
            ("c.js", "export const x = 1, y = 1; export default 3")).ShouldBe("c,default,x,y2");
    }

    [Theory]
    [InlineData("handlers/orders/ship.js", "../_lib/money.js", "handlers/_lib/money.js")]
    [InlineData("ship.js", "./lib/../money.js", "money.js")]
    public void Paths_are_relative_to_the_importing_module(string file, string specifier, string other) =>
        Default((file, $"export {{ default }} from '{specifier}'"), (other, "export default 7")).ShouldBe("7");

    [Fact]
    public void What_a_module_keeps_is_not_seen_by_the_next_use()
    {
        var modules = Link(
            ("a.js", "import { count } from './b.js'; let own = 0; export default () => [count(), ++own].join()"),
            ("b.js", "const kept = { n: 0 }; export const count = () => ++kept.n"));

        for (var use = 0; use < 3; use++)
        {
            using var engine = Pool.Use();
            Default(engine, modules, "a.js").ShouldBe("1,1");
        }
    }

    [Fact]
    public void A_module_that_two_others_import_runs_once_for_each_use() =>
        Default(
            ("a.js", "import b from './b.js'; import c from './c.js'; export default b === c"),
            ("b.js", "export { default } from './d.js'"), ("c.js", "export { default } from './d.js'"),
            ("d.js", "export default {}")).ShouldBe("true");

    [Theory]
    [InlineData("export default 1 +", 1, 19)]
    [InlineData("\n  let a = 1;\n  let a = 2;", 3, 7)]
    [InlineData("import b from 'fs'; export default b", 1, 15)]
    [InlineData("import b from './none.js'; export default b", 1, 15)]
    [InlineData("import b from '../none.js'; export default b", 1, 15)]
    [InlineData("\nimport { none } from './b.js'; export default none", 2, 22)]
    [InlineData("export default () => import('./b.js')", 1, 22)]
    [InlineData("export default\n  import.meta", 2, 10)]
    [InlineData("const x = await 7; export default x", 1, 11)]
    public void A_fault_names_its_place(string text, int line, int column)
    {
        ScriptModules.TryLink(Files(("a.js", text), ("b.js", "export const b = 7")), out var modules, out var faults)
            .ShouldBeFalse();

        modules.ShouldBeNull();
        var fault = faults.ShouldHaveSingleItem();
        (fault.File, fault.Line, fault.Column).ShouldBe(("a.js", line, column), fault.Message);
    }

    [Fact]
    public void A_circle_is_a_fault()
    {
        ScriptModules.TryLink(
            Files(("a.js", "import './b.js'"), ("b.js", "import './c.js'"), ("c.js", "import './a.js'")),
            out _, out var faults).ShouldBeFalse();

        faults.ShouldHaveSingleItem().Message.ShouldContain("a.js → b.js → c.js → a.js");
    }

    [Theory]
    [InlineData("export default () => { throw new Error('no') }", 1, 30)]
    [InlineData("import './b.js';\n\nexport default function () {\n  missing() }", 4, 3)]
    public void What_is_thrown_names_its_place(string text, int line, int column)
    {
        var modules = Link(("a.js", text), ("b.js", ""));
        using var engine = Pool.Use();

        modules.TryRun(engine, "a.js", exports => exports.Get("default").Call(), out var fault).ShouldBeFalse();

        (fault!.File, fault.Line, fault.Column).ShouldBe(("a.js", line, column));
    }

    [Fact]
    public void What_a_module_does_counts_for_the_bounds_of_the_use()
    {
        var modules = Link(("a.js", "for (;;) { }"));
        using var engine = Pool.Use();

        modules.TryRun(engine, "a.js", _ => { }, out var fault).ShouldBeFalse();
        fault!.Code.ShouldBe(ScriptFaultCodes.Statements);
    }

    [Fact]
    public void Exports_are_known_before_anything_runs()
    {
        var modules = Link(("a.js", "export default 1; export * from './b.js'"), ("b.js", "export const b = 1, c = 2"));

        modules.Exports("a.js", "default").ShouldBeTrue();
        modules.Exports("a.js", "c").ShouldBeTrue();
        (modules.Exports("a.js", "d"), modules.Exports("none.js", "b")).ShouldBe((false, false));
    }

    static string Default(params (string File, string Text)[] files)
    {
        var modules = Link(files);
        using var engine = Pool.Use();

        return Default(engine, modules, files[0].File);
    }

    static string Default(ScriptEngine engine, ScriptModules modules, string file)
    {
        var text = "";
        modules.TryRun(engine, file, exports => text = Call(exports.Get("default")), out var fault)
            .ShouldBeTrue(fault?.Message);

        return text;
    }

    static string Call(Jint.Native.JsValue value) =>
        value is Jint.Native.Function.Function ? value.Call().ToString() : value.ToString();

    static ScriptModules Link(params (string File, string Text)[] files)
    {
        ScriptModules.TryLink(Files(files), out var modules, out var faults).ShouldBeTrue(string.Join('\n', faults));
        return modules!;
    }

    static IEnumerable<KeyValuePair<string, string>> Files(params (string File, string Text)[] files) =>
        files.Select(file => KeyValuePair.Create(file.File, file.Text));
}
