using Notify.Core.Errors;
using Notify.Data.Notifications;
using Notify.Providers.Email;

namespace Notify.UnitTests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData(typeof(NotifyError), "Npgsql,Dapper,Hangfire.Core,Hangfire.PostgreSql,MailKit,Microsoft.AspNetCore.Http.Abstractions,Notify.Data,Notify.Providers,notify")]
    [InlineData(typeof(NotificationStore), "Hangfire.Core,Hangfire.PostgreSql,MailKit,Microsoft.AspNetCore.Http.Abstractions,Notify.Providers,notify")]
    [InlineData(typeof(IEmailProvider), "Npgsql,Dapper,Hangfire.Core,Hangfire.PostgreSql,Notify.Data,notify")]
    public void Project_references_point_inward(Type inProject, string forbidden)
    {
        ArgumentNullException.ThrowIfNull(inProject);
        ArgumentNullException.ThrowIfNull(forbidden);

        var referenced = inProject.Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();

        Assert.DoesNotContain(referenced, forbidden.Split(',').Contains);
    }

    [Fact]
    public void Features_and_delivery_do_not_use_each_others_internals()
    {
        var server = typeof(Notify.Server.Delivery.DeliveryOptions).Assembly;
        var features = server.GetTypes().Where(type => type.Namespace?.StartsWith("Notify.Server.Features", StringComparison.Ordinal) == true);
        var delivery = server.GetTypes().Where(type => type.Namespace?.StartsWith("Notify.Server.Delivery", StringComparison.Ordinal) == true).ToHashSet();

        // Features may wake lanes and read the options that say where messages go; nothing of Delivery knows a feature.
        Type[] open = [typeof(Notify.Server.Delivery.WakeUps), typeof(Notify.Server.Delivery.DeliveryOptions)];
        Assert.DoesNotContain(features.SelectMany(Dependencies), type => delivery.Contains(type) && !open.Contains(type));
        Assert.DoesNotContain(delivery.SelectMany(Dependencies), type => type.Namespace?.StartsWith("Notify.Server.Features", StringComparison.Ordinal) == true);
    }

    private static IEnumerable<Type> Dependencies(Type type) =>
        type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType);
}
