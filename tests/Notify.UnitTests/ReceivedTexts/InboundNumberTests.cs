using Notify.Core.ReceivedTexts;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.ReceivedTexts;

public sealed class InboundNumberTests
{
    [Theory]
    [InlineData("07700900111", "+447700900111")]
    [InlineData("07700 900111", "+447700900111")]
    [InlineData("+447700900111", "+447700900111")]
    [InlineData("61234", "61234")]
    [InlineData("GOVUK", "GOVUK")]
    [InlineData("HM 2020", "HM 2020")]
    [InlineData("", "")]
    public void Sender_that_is_a_number_is_spelled_for_carriers_abroad(string sender, string expected) =>
        Assert.Equal(expected, InboundNumber.AsSender(sender, Packs.Gb.PhoneRules));
}
