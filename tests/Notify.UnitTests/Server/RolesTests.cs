using Notify.Server.Hosting;

namespace Notify.UnitTests.Server;

public sealed class RolesTests
{
    [Theory]
    [InlineData("api", Roles.Api)]
    [InlineData("api,web,worker", Roles.All)]
    [InlineData(" worker , api ", Roles.Worker | Roles.Api)]
    public void Roles_are_read(string text, Roles roles) => Assert.Equal(roles, RoleNames.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("API")]
    [InlineData("api,painter")]
    public void Other_words_are_refused(string text) => Assert.Throws<FormatException>(() => RoleNames.Parse(text));
}
