using Notify.Core;

namespace Notify.UnitTests;

public sealed class SecureBaseTests
{
    [Theory]
    [InlineData("https://api.twilio.com", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://localhost", true)]
    [InlineData("", true)]
    [InlineData("http://api.twilio.com", false)]
    [InlineData("http://10.0.0.1", false)]
    [InlineData("http://localhost.example", false)]
    [InlineData("ftp://localhost", false)]
    [InlineData("api.twilio.com", false)]
    public void Base_is_https_or_on_this_machine(string address, bool expected) =>
        Assert.Equal(expected, new SecureBaseAttribute().IsValid(address));
}
