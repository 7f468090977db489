// These tests start mail servers, databases and scanners of the system: one after the other, so that on two cores they do not outwait each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
