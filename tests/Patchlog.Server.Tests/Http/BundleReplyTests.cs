using Patchlog.Activating;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Server.Http;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public sealed class BundleReplyTests
{
    [Fact]
    public void The_size_of_a_large_answer_is_known_before_it_is_written()
    {
        var files = Enumerable.Range(0, BundleLimits.MaxAllUniqueKeys / 2).SelectMany(number => new[]
        {
            File($"schemas/type-{number}.json", """{ "x-unique": ["/number", ["/country", "/taxId"]] }"""),
            File($"schemas/type-{number}.ship.json", "true"),
        });
        BundleFiles.TryCreate(files, out var bundleFiles, out _).ShouldBeTrue();
        BundleCompiler.TryCompile(bundleFiles.ShouldNotBeNull(), out var bundle, out _).ShouldBeTrue();
        Tenant.TryParse("t", out var tenant).ShouldBeTrue();
        var faults = Enumerable.Range(0, 100).Select(number => new ActivationFault(new string('x', 100 + number)));
        var status = new BundleStatus(bundle) { Faults = [.. faults] };

        var reply = BundleResource.ReplyOf(status, tenant, validates: true);

        using var writer = new JsonWriter();
        reply.Body.ShouldNotBeNull()(writer);
        var written = (long)writer.Written.Length;
        reply.Size.ShouldBeInRange(written * 9 / 10, written * 11 / 10);
    }

    static BundleFile File(string path, string text)
    {
        BundleFile.TryRead(path, System.Text.Encoding.UTF8.GetBytes(text), out var file, out _).ShouldBeTrue();
        return file.ShouldNotBeNull();
    }
}
