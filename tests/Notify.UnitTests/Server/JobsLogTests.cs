using Microsoft.Extensions.Logging;
using Notify.Server.Hosting;

namespace Notify.UnitTests.Server;

public class JobsLogTests
{
    [Fact]
    public void Hangfire_gets_a_log_that_writes_nothing_when_its_host_has_ended()
    {
        var loggers = new LoggerFactory();
        var log = new JobsLog(loggers);
        loggers.Dispose();

        var written = log.GetLogger("Hangfire.Worker").Log(Hangfire.Logging.LogLevel.Error, () => "lost");

        Assert.False(written);
    }
}
