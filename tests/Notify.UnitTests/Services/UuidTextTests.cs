using Notify.Core.Services;

namespace Notify.UnitTests.Services;

public sealed class UuidTextTests
{
    [Theory]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a57506", true)]
    [InlineData("26785A09-AB16-4EB0-8407-A37497A57506", true)]
    [InlineData("26785a09ab164eb08407a37497a57506", true)]
    [InlineData("{26785a09-ab16-4eb0-8407-a37497a57506}", true)]
    [InlineData("2678-5a09-ab16-4eb0-8407-a374-97a5-7506", true)]
    [InlineData("{26785a09-ab16-4eb0-8407-a37497a57506", false)]
    [InlineData("urn:uuid:26785a09-ab16-4eb0-8407-a37497a57506", false)]
    [InlineData("2-6785a09ab164eb08407a37497a57506", false)]
    [InlineData("-26785a09ab164eb08407a37497a57506", false)]
    public void Spelling_is_an_id(string text, bool storable)
    {
        Assert.True(UuidText.TryParse(text, out var id, out var isStorable));
        Assert.Equal("26785a09-ab16-4eb0-8407-a37497a57506", id.ToString());
        Assert.Equal(storable, isStorable);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(" 26785a09-ab16-4eb0-8407-a37497a57506")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a57506\n")]
    [InlineData("(26785a09-ab16-4eb0-8407-a37497a57506)")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a5750")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a5750g")]
    public void Spelling_is_no_id(string? text) => Assert.False(UuidText.TryParse(text, out _, out _));
}
