using FsCheck.Xunit;
using Notify.Core;
using Notify.Core.Receipts;
using Notify.Core.Secrets;

namespace Notify.UnitTests.Receipts;

public sealed class BounceTokensTests
{
    private static readonly EncryptionKey Old = Key("old");
    private static readonly EncryptionKey New = Key("new");
    private static readonly BounceTokens Tokens = new(new KeyRing([Old], "old"));

    [Property]
    public bool Token_is_found_again_in_any_case(Guid id) =>
        Tokens.TryFind($"<BOUNCE+{Tokens.For(id).ToUpperInvariant()}@example.gov>", out var found) && found == id;

    [Property]
    public bool Changed_token_is_not_ours(Guid id, byte place)
    {
        var token = Tokens.For(id).ToCharArray();
        var at = place % token.Length;
        token[at] = token[at] switch { '.' => '.', 'a' => 'b', '2' => '3', _ => char.IsAsciiDigit(token[at]) ? '2' : 'a' };
        return token[at] == '.' || (Tokens.TryFind(new string(token), out var found) && found is null);
    }

    [Fact]
    public void Local_part_is_one_that_every_mail_server_takes()
    {
        var path = new ReturnPath(Tokens, new string('b', ReturnPath.MaxLocalPart), "bounces.example.gov").For(Ids.New(TimeProvider.System))!;

        Assert.Equal(64, path.IndexOf('@', StringComparison.Ordinal));
        Assert.Matches("^b+\\+[0-9a-f]{32}\\.[a-z2-7]{16}@bounces\\.example\\.gov$", path);
    }

    [Fact]
    public void Token_of_the_old_key_holds_while_it_is_in_the_ring()
    {
        var id = Ids.New(TimeProvider.System);
        var token = Tokens.For(id);

        Assert.True(new BounceTokens(new KeyRing([New, Old], "new")).TryFind(token, out var found));
        Assert.Equal(id, found);
        Assert.True(new BounceTokens(new KeyRing([New], "new")).TryFind(token, out found));
        Assert.Null(found);
    }

    [Fact]
    public void Without_a_domain_there_is_no_return_path() => Assert.Null(new ReturnPath(Tokens, "bounce", "").For(Ids.New(TimeProvider.System)));

    private static EncryptionKey Key(string id) => new(id, Convert.FromBase64String(EncryptionKey.NewSecret()));
}
