using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public sealed class PreferHeaderTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("return=representation")]
    [InlineData("return=minimal")]
    public async Task A_deletion_applies_no_preference(string preference)
    {
        await Api.Put("/orders/42", "{}");

        (await Api.Delete("/orders/42").With("Prefer", preference))
            .ShouldBe(204).Header("Preference-Applied").ShouldBeNull();
    }
}
