#!/usr/bin/env python3
"""One stack; 'quotes" in docs."""
import aws_cdk as cdk

from store.store_stack import StoreStack

app = cdk.App()
StoreStack(app, "Store-prod", window=7)  # it's "prod"
app.synth()
