using Notify.Server.Hosting;
using Npgsql;

namespace Notify.UnitTests.Server;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("Host=db.example;Port=6543;Database=notify;Username=me;Password=s;e", false)]
    [InlineData("", false)]
    [InlineData("garbage", false)]
    [InlineData("Database=notify", false)]
    [InlineData("Host=db.example;Nonsense=1", false)]
    [InlineData("mysql://db.example/notify", false)]
    [InlineData("Host=db.example;Database=notify;Username=me", true)]
    [InlineData("postgresql://me:p%40ss@db.example:6543/notify?sslmode=verify-full", true)]
    public void Address_is_read_or_refused(string text, bool good)
    {
        if (good)
        {
            Assert.NotNull(DatabaseAddress.Parse(text));
        }
        else
        {
            Assert.Throws<RefusedException>(() => DatabaseAddress.Parse(text));
        }
    }

    [Fact]
    public void Url_is_taken_apart()
    {
        var address = new NpgsqlConnectionStringBuilder(DatabaseAddress.Parse("postgres://me:p%40ss@db.example/notify?sslmode=verify-full").ConnectionString);

        Assert.Equal(
            ("db.example", 5432, "notify", "me", "p@ss", SslMode.VerifyFull),
            (address.Host, address.Port, address.Database, address.Username, address.Password, address.SslMode));
    }

    [Fact]
    public void Given_settings_are_kept_and_others_set()
    {
        var address = new NpgsqlConnectionStringBuilder(DatabaseAddress.Parse("Host=db.example;Timeout=42").ConnectionString);

        Assert.Equal((42, 100), (address.Timeout, address.MaxAutoPrepare));
    }

    [Fact]
    public void Printing_an_address_shows_neither_user_nor_password() =>
        Assert.Equal("database notify at db.example:5432", DatabaseAddress.Parse("Host=db.example;Database=notify;Username=me;Password=secret").ToString());

    [Fact]
    public void Refusal_does_not_repeat_the_text() =>
        Assert.DoesNotContain("secret", Assert.Throws<RefusedException>(() => DatabaseAddress.Parse("Password=secret;Nonsense=1")).Message, StringComparison.Ordinal);
}
