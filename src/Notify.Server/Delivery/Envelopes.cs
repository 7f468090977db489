using Notify.Core.Nations;
using Notify.Core.Templates.Email;
using TextDirection = Notify.Core.Templates.Email.TextDirection;

namespace Notify.Server.Delivery;

/// <summary>How a nation's e-mails look, until services bring brands of their own.</summary>
internal static class Envelopes
{
    public static EnvelopeModel Look(NationPack nation)
    {
        var name = nation.Names.GetValueOrDefault(nation.DefaultLanguage);
        return new EnvelopeModel(
            nation.DefaultLanguage,
            nation.DirectionOf(nation.DefaultLanguage) == Core.Nations.TextDirection.Rtl ? TextDirection.RightToLeft : TextDirection.LeftToRight,
            new EmailBranding { Name = name?.Government ?? name?.Name ?? nation.Code });
    }
}
